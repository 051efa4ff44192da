using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetailActors.Gateway;

/// <summary>JSON for people to read.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class PrettyJson : JsonSerializerContext;
