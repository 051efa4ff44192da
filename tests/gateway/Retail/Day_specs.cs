using System.Text.Json;
using System.Text.Json.Nodes;

namespace RetailActors.Tests.Retail;

/// <summary>A small trading day ends green; and whatever is altered in anybody's books afterwards is found and named.
/// </summary>
[Collection("a silo at a time")]
public sealed class Day_specs(TradedSilo silo) : IClassFixture<TradedSilo>
{
    [Fact]
    public void The_day_ends_green_and_says_what_happened()
    {
        silo.Code.ShouldBe(0, silo.Text);
        using var result = JsonDocument.Parse(File.ReadAllBytes(silo.Json));
        var day = result.RootElement;
        day.GetProperty("green").GetBoolean().ShouldBeTrue();
        day.GetProperty("customers").EnumerateObject().Select(c => c.Name).Order()
            .ShouldBe(["shopify", "tills", "web"]);
        day.GetProperty("money").EnumerateArray().ShouldAllBe(m => m.GetProperty("agrees").GetBoolean());
        var members = day.GetProperty("documents").EnumerateArray()
            .Single(d => d.GetProperty("kind").GetString() == "customer-record");
        foreach (var count in (string[])["told", "posted", "theirs"])
            members.GetProperty(count).GetInt64().ShouldBe(12);
        day.GetProperty("settlement").GetProperty("status").GetString().ShouldBe("reconciled");
        day.GetProperty("decisions").GetArrayLength().ShouldBeGreaterThan(5);
        var page = File.ReadAllText(silo.Page);
        page.ShouldNotContain("{{");
        page.ShouldContain("<svg");
        page.ShouldContain("Green.");
        page.ShouldNotContain("http://");
    }

    [Fact]
    public async Task Verify_is_green_without_the_day()
    {
        var (code, text) = await silo.System.Verify();
        code.ShouldBe(0, text);
        text.ShouldContain("Documents by system");
    }

    [Theory]
    [InlineData("erp-d365", "twice", "erp: what we say is posted is in the books, once")]
    [InlineData("erp-d365", "missing", "erp: what we say is posted is in the books, once")]
    [InlineData("erp-d365", "draft", "erp: what we say is posted is in the books, once")]
    [InlineData("erp-d365", "unknown", "erp: the books have nothing that we do not know")]
    [InlineData("erp-d365", "a cent", "erp: amounts and units are ours, or a correction on record")]
    [InlineData("erp-d365", "a unit", "erp: amounts and units are ours, or a correction on record")]
    [InlineData("erp-d365", "swapped", "erp: order < fulfilment < invoice < payment and credit")]
    [InlineData("finance", "unbalanced", "finance: every entry balances")]
    [InlineData("finance", "unbalanced", "finance: accounts add up to what happened")]
    [InlineData("finance", "unbalanced", "finance: amounts and units are ours, or a correction on record")]
    [InlineData("finance", "missing entry", "finance: what we say is posted is in the books, once")]
    [InlineData("finance", "second entry", "finance: the books have nothing that we do not know")]
    [InlineData("tax", "tax", "tax: amounts and units are ours, or a correction on record")]
    [InlineData("pos", "notice", "tills: what we say is posted is in the books, once")]
    [InlineData("pos", "sale", "tills: what happened in stores happened here, once")]
    [InlineData("wms", "shipment", "warehouse: its shipments are ours, once")]
    [InlineData("wms", "release", "warehouse: amounts and units are ours, or a correction on record")]
    [InlineData("shopify", "tag", "storefront: what we say is posted is in the books, once")]
    [InlineData("shopify", "order", "storefront: its orders are ours, once and to the cent")]
    [InlineData("crm", "record", "crm: what we say is posted is in the books, once")]
    [InlineData("crm", "version", "crm: amounts and units are ours, or a correction on record")]
    [InlineData("psp", "capture", "payments: the provider's books are all ours")]
    [InlineData("psp2", "intent", "payments: one successful charge per order and purpose")]
    public async Task What_is_altered_in_books_is_found(string system, string alteration, string check)
    {
        await using var books = await AlteredBooks.Open(silo.System.Url, system, Alterations.All[alteration]);
        var (code, text) = await silo.System.Verify(null, "--books", books.Url);
        code.ShouldBe(1, text);
        text.ShouldContain($"VIOLATION {check}");
    }

    [Theory]
    [InlineData("wms", "warehouse: not compared with its books")]
    [InlineData("psp", "payment provider: not compared with its books")]
    public async Task Books_that_cannot_be_read_are_said_so(string system, string note)
    {
        await using var books = await AlteredBooks.Open(silo.System.Url, system, null);
        var (code, text) = await silo.System.Verify(null, "--books", books.Url);
        code.ShouldBe(0, text);
        text.ShouldContain(note);
    }

    [Fact]
    public async Task A_returned_order_is_traced_through_all_systems()
    {
        using var http = new HttpClient { BaseAddress = new Uri(silo.System.Url) };
        http.DefaultRequestHeaders.Add("Authorization", "Bearer dev-key");
        using var returns = JsonDocument.Parse(await http.GetStringAsync("/v1/returns?status=closed&limit=1"));
        var id = returns.RootElement.GetProperty("items")[0].GetProperty("id").GetString();
        using var back = JsonDocument.Parse(await http.GetStringAsync($"/v1/returns/{id}"));
        var order = back.RootElement.GetProperty("orderId").GetString()!;
        var (code, text) = await RunningSilo.Retail("trace", order, "--url", silo.System.Url);
        code.ShouldBe(0, text);
        foreach (var part in (string[])["sales-order", "credit-memo", "tax-reversal", "journal-entry", "closed"])
            text.ShouldContain(part);
    }

    [Fact]
    public async Task Without_a_sandbox_there_is_no_day()
    {
        await using var books = await AlteredBooks.Open(silo.System.Url, "psp", null);
        var (code, text) = await RunningSilo.Retail("day", "--url", silo.System.Url, "--books", books.Url);
        code.ShouldBe(2, text);
        text.ShouldContain("a day needs one");
    }
}

/// <summary>What somebody could do to a system's books.</summary>
internal static class Alterations
{
    public static readonly IReadOnlyDictionary<string, Action<JsonArray>> All =
        new Dictionary<string, Action<JsonArray>>
        {
            ["twice"] = items => Copy(items, Kind(items, "invoice"), _ => { }),
            ["missing"] = items => items.Remove(Kind(items, "payment")),
            ["draft"] = items => Kind(items, "payment")["status"] = "draft",
            ["unknown"] = items => Copy(items, Kind(items, "invoice"), c => c["key"] = $"{c["key"]}7"),
            ["a cent"] = items => Shift(Kind(items, "payment"), "total", 1),
            ["a unit"] = items => Shift(Kind(items, "fulfilment")["lines"]![0]!.AsObject(), "quantity", 1),
            ["swapped"] = Swap,
            ["unbalanced"] = items => Shift(Entry(items)["lines"]![0]!.AsObject(), "minor", 1),
            ["missing entry"] = items => items.Remove(Entry(items)),
            ["second entry"] = items => Copy(items, Entry(items), c => c["externalKey"] = $"{c["externalKey"]}7"),
            ["tax"] = items => Shift(items[0]!["transactions"]![0]!.AsObject(), "tax", 1),
            ["notice"] = items => items.Remove(Kind(items, "notice")),
            ["sale"] = items => Copy(items, Kind(items, "pos.sale"), c => c["event"]!["data"]!["saleId"] = "another"),
            ["shipment"] = items => Copy(
                Shipped(items)["shipments"]!.AsArray(), Shipped(items)["shipments"]![0]!.AsObject(),
                c => c["shipmentId"] = "another"),
            ["release"] = items => Shift(items[0]!["lines"]![0]!.AsObject(), "quantity", -1),
            ["tag"] = items => items.OfType<JsonObject>().First(
                i => i["tags"] is JsonArray { Count: > 0 })["tags"] = new JsonArray(),
            ["order"] = items => Kind(items, "order")["order"]!["total_price"] = "0.01",
            ["record"] = items => items.RemoveAt(0),
            ["version"] = items => Shift(items[0]!.AsObject(), "version", 1),
            ["capture"] = items => Copy(items, Kind(items, "capture"), c => c["reference"] = "another"),
            ["intent"] = items => Copy(items, items[0]!.AsObject(), c => c["id"] = "another"),
        };

    private static JsonObject Kind(JsonArray items, string kind) =>
        items.OfType<JsonObject>().First(i => i["kind"]?.ToString() == kind);

    private static JsonObject Entry(JsonArray items) =>
        items.OfType<JsonObject>().First(i => i["externalKey"] is not null);

    private static JsonObject Shipped(JsonArray items) =>
        items.OfType<JsonObject>().First(i => i["shipments"] is JsonArray { Count: > 0 });

    private static void Shift(JsonObject item, string field, long by) =>
        item[field] = item[field]!.GetValue<long>() + by;

    private static void Copy(JsonArray items, JsonObject item, Action<JsonObject> change)
    {
        var copy = item.DeepClone().AsObject();
        change(copy);
        items.Add(copy);
    }

    /// <summary>An invoice takes the place of its fulfilment.</summary>
    private static void Swap(JsonArray items)
    {
        var invoice = Kind(items, "invoice");
        var fulfilment = items.OfType<JsonObject>().First(i =>
            i["kind"]!.ToString() == "fulfilment" && i["reference"]!.ToString() == invoice["reference"]!.ToString());
        var (first, second) = (fulfilment["sequence"]!.GetValue<long>(), invoice["sequence"]!.GetValue<long>());
        (fulfilment["sequence"], invoice["sequence"]) = (second, first);
    }
}

/// <summary>A system after a small trading day; its books are altered on the way to the reader, never themselves.
/// </summary>
public sealed class TradedSilo : IAsyncLifetime
{
    /// <summary>The shop is asked often: what its lost webhooks did not tell is not waited for for a minute.</summary>
    public RunningSilo System { get; } = new() { Settings = ["--Channels:shopify:PollSeconds=1"] };

    public int Code { get; private set; }

    public string Text { get; private set; } = "";

    public string Json => System.Ledger + ".day.json";

    public string Page => System.Ledger + ".day.html";

    public async ValueTask InitializeAsync()
    {
        await System.InitializeAsync();
        (Code, Text) = await RunningSilo.Retail(
            "day", "--url", System.Url, "--database", $"sqlite:{System.Database}", "--orders", "40",
            "--duration", "12s", "--seed", "7", "--json", Json, "--report", Page);
    }

    public ValueTask DisposeAsync() => System.DisposeAsync();
}
