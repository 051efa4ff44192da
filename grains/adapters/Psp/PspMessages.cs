using System.Text.Json.Serialization;

namespace RetailActors.Adapters.Psp;

/// <summary>What the sandbox provider's API takes.</summary>
internal sealed record PspRequest(
    string Kind, Money Amount, string Method, string Tenant, string Payment, string Order, string? Original);

/// <summary>What the sandbox provider's API answers: an operation, or a problem with a code.</summary>
internal sealed record PspResponse(string? Status, string? Reference, Money? Amount, DateTimeOffset? At, string? Code);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PspRequest))]
[JsonSerializable(typeof(PspResponse))]
internal sealed partial class PspJson : JsonSerializerContext;
