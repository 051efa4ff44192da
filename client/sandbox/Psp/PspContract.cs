using System.Buffers;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using RetailActors.Payments;

namespace RetailActors.Sandbox.Psp;

/// <summary>Body of <c>POST …/v1/operations</c>. Original: reference of the authorisation.</summary>
internal sealed record PspOperation(
    string? Kind, Money? Amount, string? Method, string? Tenant, string? Payment, string? Order, string? Original)
{
    internal OperationKind Operation => Kind switch
    {
        "authorise" => OperationKind.Authorise,
        "capture" => OperationKind.Capture,
        "void" => OperationKind.Void,
        "refund" => OperationKind.Refund,
        _ => OperationKind.Unknown,
    };

    internal bool HasCardNumber => CardNumber.LooksLike(Kind) || CardNumber.LooksLike(Method)
        || CardNumber.LooksLike(Tenant) || CardNumber.LooksLike(Payment) || CardNumber.LooksLike(Order)
        || CardNumber.LooksLike(Original);

    /// <summary>The same for the same content, in every process: a retry is compared with it.</summary>
    internal ulong Fingerprint()
    {
        ReadOnlySpan<string?> parts = [Kind, Method, Tenant, Payment, Order, Original, Amount?.Currency.Value];
        var length = sizeof(long) / sizeof(char);
        foreach (var part in parts)
        {
            length += (part?.Length ?? 0) + 1;
        }
        var buffer = ArrayPool<char>.Shared.Rent(length);
        var text = buffer.AsSpan(0, length);
        MemoryMarshal.Write(MemoryMarshal.AsBytes(text), Amount?.Minor ?? 0);
        var at = sizeof(long) / sizeof(char);
        foreach (var part in parts)
        {
            part.AsSpan().CopyTo(text[at..]);
            at += part?.Length ?? 0;
            text[at++] = '\0';
        }
        var hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text));
        ArrayPool<char>.Shared.Return(buffer);
        return hash;
    }
}

/// <summary>One operation as the provider answers it.</summary>
internal sealed record PspOperationView(string Status, string Reference, Money Amount, DateTimeOffset At, string? Code);

/// <summary>One line of the books file, and one item of the books resource.</summary>
internal sealed record PspLine(
    int Seq, string Key, string Kind, string Status, string? Code, string Reference, string? Original, Money Amount,
    string Method, string Tenant, string Payment, string Order, DateTimeOffset At);

/// <summary>What the provider has booked in one currency, minor units.</summary>
internal sealed record PspTotals(
    string Currency, long Authorisations, long Authorised, long Captured, long Voided, long Refunded);

/// <summary>All books in a few numbers.</summary>
internal sealed record PspSummary(long Operations, long Approved, long Declined, IReadOnlyList<PspTotals> Totals);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PspOperation))]
[JsonSerializable(typeof(PspOperationView))]
[JsonSerializable(typeof(PspLine))]
[JsonSerializable(typeof(PspSummary))]
[JsonSerializable(typeof(PspSettlementWish))]
internal sealed partial class PspJson : JsonSerializerContext;
