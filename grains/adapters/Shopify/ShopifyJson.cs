using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace RetailActors.Adapters.Shopify;

/// <summary>What is sent to a shop.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ShopifyJson : JsonSerializerContext;
