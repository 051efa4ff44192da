using System.Globalization;
using System.Text.Json.Nodes;
using RetailActors.Adapters;
using RetailActors.Adapters.Shopify;
using RetailActors.Channels;
using RetailActors.Orders;

namespace RetailActors.Tests.Permutations;

/// <summary>One message as it may arrive, any number of times.</summary>
internal sealed record Delivery(string Source, string Topic, string Id, string Body)
{
    public InboxKey Key => new(EventWorld.Tenant, Source, Id);

    public InboxMessage Message(DateTimeOffset now) => new(
        Source, Topic, "shop", Body,
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes(Body))), now, null);
}

/// <summary>
/// What really happened to an order, in its order: bought in the shop, in part cancelled there, collected or shipped in
/// parts, brought back to stores or to the shop, disputed; beside it a store that sells the same things. Every event
/// is true, so there is one final state, whoever is heard first.
/// </summary>
internal sealed class OrderHistory
{
    private static readonly DateTimeOffset _start = new(2026, 3, 4, 10, 0, 0, TimeSpan.Zero);
    private readonly Random _random;
    private readonly List<Delivery> _events = [];
    private readonly SubmitOrder _order;
    private readonly bool _isPickup;
    private int _minute;

    public OrderHistory(int seed, ShopifySettings shop)
    {
        _random = new Random(seed);
        _isPickup = Chance(50);
        var body = ShopOrder();
        var key = new InboxKey(EventWorld.Tenant, "shopify", "any");
        var created = new Delivery("shopify", "orders/create", "orders.create:1", body.ToJsonString());
        _order = ((InboundCommand.Submit)((Translation.Commands)new ShopifyTranslator(shop)
            .Translate(created.Message(_start), key)).Items[0]).Order;
        Key = OrderKey.For(EventWorld.Tenant, _order.Channel, _order.ExternalId);
        _events.Add(created);
        if (Chance(40))
        {
            // The same order, found by asking.
            _events.Add(created with { Id = "found.order:1" });
        }
        Products();
        StoreDay();
        if (Chance(15))
        {
            _events.Add(new Delivery("shopify", "orders/cancelled", "orders.cancelled:1", body.ToJsonString()));
            return;
        }
        Live();
    }

    public OrderKey Key { get; }

    public IReadOnlyList<Delivery> Events => _events;

    private bool Chance(int percent) => _random.Next(100) < percent;

    private DateTimeOffset Next() => _start.AddMinutes(++_minute);

    /// <summary>Two lines; the discount of the first mostly does not divide by its units.</summary>
    private JsonObject ShopOrder()
    {
        var (tees, caps, off) = (1 + _random.Next(4), 1 + _random.Next(3), _random.Next(300));
        var (tax, total) = (_random.Next(200), 0L);
        total = (tees * 1000) - off + (caps * 550) + tax;
        return JsonNode.Parse($$"""
            {"id":54001,"currency":"USD","presentment_currency":"USD","taxes_included":false,
             "total_tax":"{{Text(tax)}}","total_price":"{{Text(total)}}","payment_gateway_names":["{{(Chance(50)
                 ? "shopify_payments" : "other")}}"],
             "line_items":[
              {"id":1,"sku":"TEE","quantity":{{tees}},"price":"10.00","tax_lines":[],
               "discount_allocations":[{"amount":"{{Text(off)}}"}]},
              {"id":2,"sku":"CAP","quantity":{{caps}},"price":"5.50","tax_lines":[],"discount_allocations":[]}],
             "shipping_address":{{(_isPickup ? "null" : "{\"country_code\":\"CA\"}")}},
             "shipping_lines":[{"code":"{{(_isPickup ? "pickup" : "standard")}}","price":"0.00",
               "discount_allocations":[],"tax_lines":[]}]}
            """)!.AsObject();
    }

    private static string Text(long minor) => string.Create(
        CultureInfo.InvariantCulture, $"{minor / 100}.{minor % 100:00}");

    /// <summary>Titles change, and now and then a product is taken out of the shop after it was sold.</summary>
    private void Products()
    {
        foreach (var sku in new[] { "TEE", "CAP" })
        {
            for (var i = 0; i < _random.Next(3); i++)
            {
                var (at, status) = (Next(), Chance(30) ? "archived" : "active");
                _events.Add(new Delivery("shopify", "products/update", $"products.update:{sku}{i}", $$"""
                    {"id":7,"title":"{{sku}} {{i}}","status":"{{status}}","updated_at":"{{at:O}}",
                     "variants":[{"id":1,"sku":"{{sku}}","title":"Default Title"}]}
                    """));
            }
        }
    }

    /// <summary>The store sells, gets and counts the same things.</summary>
    private void StoreDay()
    {
        string[] kinds = ["sale", "receive", "damage", "transfer-out", "count"];
        for (var i = 0; i < _random.Next(5); i++)
        {
            var (kind, counted) = (kinds[_random.Next(kinds.Length)], 100 + _random.Next(5));
            var name = kind switch { "receive" => "receipt", "sale" or "damage" => kind, _ => "transfer" };
            Store(kind, kind == "count"
                ? $$"""{"countId":"N{{i}}","lines":[{"sku":"TEE","counted":{{counted}},"expected":102}]}"""
                : $$"""
                  {"{{name}}Id":"M{{i}}","lines":[
                   {"sku":"TEE","quantity":{{1 + _random.Next(3)}} },{"sku":"CAP","quantity":1}]}
                  """);
        }
    }

    private void Live()
    {
        var left = _order.Lines.ToDictionary(l => l.LineId, l => l.Quantity);
        if (Chance(50))
        {
            Cancel(left);
        }
        if (_isPickup && Chance(60))
        {
            Store("ready-for-pickup", $$"""{"fulfilmentId":"R1",{{Lines(left)}} }""");
        }
        if (Chance(30))
        {
            Cancel(left);
        }
        // Whole lines: which part of a line leaves first nobody can tell from outside.
        var gone = new Dictionary<LineId, int>();
        var parts = left.GroupBy(l => l.Key.Value[..1]).Where(_ => Chance(80)).ToList();
        foreach (var (number, part) in parts.Index())
        {
            var units = part.Where(l => l.Value > 0).ToDictionary();
            if (units.Count == 0)
            {
                continue;
            }
            foreach (var (line, quantity) in units)
            {
                gone[line] = quantity;
            }
            HandOver(number, units);
        }
        for (var i = 0; i < 3 && gone.Values.Sum() > 0 && Chance(60); i++)
        {
            GiveBack(i, gone);
        }
    }

    /// <summary>The shop refunds units that have not left.</summary>
    private void Cancel(Dictionary<LineId, int> left)
    {
        var line = _random.Next(2) == 0 ? "1" : "2";
        var parts = left.Keys.Where(k => k.Value[..1] == line).OrderBy(k => k.Value.Length).ToList();
        var units = _random.Next(1 + parts.Sum(p => left[p]));
        if (units == 0)
        {
            return;
        }
        Refund(line, units, "cancel");
        foreach (var part in parts)
        {
            var taken = Math.Min(units, left[part]);
            (left[part], units) = (left[part] - taken, units - taken);
        }
    }

    private void Refund(string line, int units, string restock)
    {
        var id = 100 + _events.Count;
        _events.Add(new Delivery("shopify", "refunds/create", $"refunds.create:{id}", $$"""
            {"id":{{id}},"order_id":54001,"created_at":"{{Next():O}}","refund_line_items":[
             {"id":1,"line_item_id":{{line}},"quantity":{{units}},"restock_type":"{{restock}}","location_id":"7"}]}
            """));
    }

    private void HandOver(int number, Dictionary<LineId, int> units)
    {
        if (_isPickup)
        {
            Store("pickup", $$"""{"fulfilmentId":"F{{number}}",{{Lines(units)}} }""");
            return;
        }
        _events.Add(new Delivery("wms", "shipment", $"wms-{number}", $$"""
            {"specversion":"1.0","id":"wms-{{number}}","source":"/wms","type":"wms.shipment","time":"{{Next():O}}",
             "data":{"order":"{{Key.Id}}","shipmentId":"S{{number}}",{{Lines(units, named: false)}} } }
            """));
    }

    private void GiveBack(int number, Dictionary<LineId, int> gone)
    {
        var line = gone.Where(g => g.Value > 0).Select(g => g.Key.Value[..1]).First();
        var parts = gone.Keys.Where(k => k.Value[..1] == line).ToList();
        var units = 1 + _random.Next(parts.Sum(p => gone[p]));
        if (Chance(50))
        {
            Refund(line, units, Chance(70) ? "return" : "no_restock");
        }
        else
        {
            string[] states = ["restocked", "processing-required", "not-restocked", "missing"];
            Store("return", $$"""
                {"returnId":"B{{number}}","disposition":"{{states[_random.Next(4)]}}","channel":"shopify",
                 "externalId":"54001","lines":[{"lineId":"{{line}}","quantity":{{units}} }]}
                """);
        }
        foreach (var part in parts)
        {
            var taken = Math.Min(units, gone[part]);
            (gone[part], units) = (gone[part] - taken, units - taken);
        }
    }

    private string Lines(Dictionary<LineId, int> units, bool named = true) =>
        (named ? "\"channel\":\"shopify\",\"externalId\":\"54001\"," : "") + "\"lines\":["
        + string.Join(',', units.Where(u => u.Value > 0)
            .Select(u => $$"""{"lineId":"{{u.Key}}","quantity":{{u.Value}} }""")) + "]";

    private void Store(string kind, string data)
    {
        var id = $"store-12-{_events.Count}";
        var body = JsonNode.Parse(data)!.AsObject();
        body["store"] = "store-12";
        if (body["lines"] is JsonArray { Count: 0 })
        {
            return;
        }
        _events.Add(new Delivery("pos", kind, id, $$"""
            {"specversion":"1.0","id":"{{id}}","source":"/stores/store-12","type":"pos.{{kind}}","time":"{{Next():O}}",
             "sequence":"{{_events.Count}}","data":{{body.ToJsonString()}} }
            """));
    }
}
