using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RetailActors.Retail.Verify.Books;

/// <summary>
/// What happened at systems outside by their own books, and what came of it here: sales at tills move stock once, the
/// shop's orders are orders of ours, a shipment is one hand-over. A message that waits for something or for somebody is
/// excused, because it is on a worklist.
/// </summary>
internal sealed class Happenings(Checks checks)
{
    private sealed record Expected(Check Check, string Event, string What, long? Amount);

    private readonly Dictionary<string, Expected> _expected = [];
    private readonly HashSet<string> _met = [];
    private readonly HashSet<string> _excused = [];
    private readonly Dictionary<string, string> _shopOrders = [];

    /// <summary>An entry in the books of the tills.</summary>
    public void Till(JsonElement item)
    {
        var e = item.Field("event");
        var (store, data, id) = (item.Text("store") ?? "", e.Field("data"), e.Text("id") ?? "");
        switch (e.Text("type"))
        {
            case "pos.sale":
                Moves(id, store, data, "sale", "saleId", l => -l.Number("quantity"));
                break;
            case "pos.return" when data.Text("order") is null && data.Text("externalId") is null:
                Moves(id, store, data, "return", "returnId", l => l.Number("quantity"));
                break;
            case "pos.pickup" or "pos.ready-for-pickup":
                var kind = e.Text("type")!["pos.".Length..];
                var fulfilment = Derived("pos", store, data.Text("fulfilmentId") ?? id);
                Expect(checks.TillEvents, $"{fulfilment} {kind}", id, $"{kind} {id}", null);
                break;
        }
    }

    /// <summary>An entry in the books of the shop.</summary>
    public void Shop(JsonElement item)
    {
        if (item.Text("kind") == "order" && item.Text("id") is { } id)
            Expect(checks.ShopOrders, $"shopify/{id}", $"shopify/{id}", $"order {id} of the shop",
                Cents(item.Field("order").Text("total_price") ?? "0"));
    }

    /// <summary>An entry in the books of the warehouse.</summary>
    public void Warehouse(JsonElement item)
    {
        foreach (var shipment in item.Items("shipments"))
        {
            var id = shipment.Text("shipmentId") ?? "";
            Expect(checks.Shipments, $"wms:{id} shipment", id, $"shipment {id} of {item.Text("order")}", null);
        }
    }

    /// <summary>Something happened here under an id that was derived from a system's own.</summary>
    /// <param name="effect">The derived id.</param>
    /// <param name="amount">Units or minor units, or null when nobody compares them.</param>
    /// <param name="stream">Where.</param>
    public void Met(string effect, long? amount, string stream)
    {
        if (!_expected.TryGetValue(effect, out var expected))
            return;
        expected.Check.Require(_met.Add(effect), (stream, expected), static x =>
            $"{x.expected.What} had a second effect at {x.stream}");
        if (expected.Amount is { } there && amount is { } here && there != here)
            expected.Check.Violated($"{expected.What}: {there} there, {here} at {stream} (minor units or eaches)");
    }

    /// <summary>An order of the shop.</summary>
    public void ShopOrder(string externalId, long total, string stream)
    {
        _shopOrders[externalId] = stream;
        Met($"shopify/{externalId}", total, stream);
    }

    /// <summary>A message that has had no effect yet, with good reason.</summary>
    public void Excused(string id) => _excused.Add(id);

    /// <summary>The posting stream that should know of a document of the shop; null when we do not have its order.
    /// </summary>
    public string? StreamOf(BookDocument document) =>
        _shopOrders.TryGetValue(document.Subject, out var order) ? $"posting{order["order".Length..]}" : null;

    /// <summary>Everything was read: what happened there and not here.</summary>
    public void Judge()
    {
        foreach (var (effect, expected) in _expected)
        {
            if (!_met.Contains(effect) && !_excused.Contains(expected.Event))
                expected.Check.Violated($"{expected.What} has had no effect here ({effect} is missing)");
        }
    }

    private void Moves(
        string id, string store, JsonElement data, string name, string idName, Func<JsonElement, long> units)
    {
        var index = 0;
        foreach (var line in data.Items("lines"))
        {
            index++;
            var movement = Derived("pos", store, name, data.Text(idName) ?? id, line.Text("lineId") ?? $"{index}");
            Expect(checks.TillEvents, $"{movement} {line.Text("sku")}/{store}", id,
                $"{name} {id} in {store}, line {index}", units(line));
        }
    }

    private void Expect(Check check, string effect, string id, string what, long? amount) =>
        _expected.TryAdd(effect, new Expected(check, id, what, amount));

    /// <summary>As the translators derive ids: the parts, hashed when they are no valid id.</summary>
    private static string Derived(params string[] parts)
    {
        var id = string.Join(':', parts.Where(p => p.Length > 0));
        return Identifier.IsValid(id)
            ? id
            : $"{parts[0]}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16))}";
    }

    private static long Cents(string text) =>
        long.TryParse(text.Replace(".", "", StringComparison.Ordinal), out var cents) ? cents : 0;
}
