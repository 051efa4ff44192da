using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using RetailActors.Adapters;
using RetailActors.Adapters.Pos;
using RetailActors.Adapters.Shopify;
using RetailActors.Orders;
using RetailActors.Postings;

namespace RetailActors.Tests.Channels;

/// <summary>What a shop and stores are told is on record there once, however often it is sent.</summary>
public sealed class OutboundTests(SharedShop shop)
{
    private static readonly DateTimeOffset _at = new(2026, 3, 4, 10, 0, 0, TimeSpan.Zero);
    private static readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler());
    private readonly HttpClient _http = shop.Http;

    [Fact]
    public async Task A_shop_books_a_fulfilment_once_and_is_found_again_by_its_tag()
    {
        var adapter = new ShopifySystem().Open(Account("shopify"));
        var order = await OrderInTheShop();
        var handed = new Step.HandedOver("F-1", _at, FulfilmentMethod.Pickup, order.Lines, null, null);
        var call = Call(order, DocumentKind.OrderStatus, handed);
        (await adapter.LookUp(call, default)).ShouldBeOfType<PostingAnswer.NotFound>();
        (await adapter.Send(call, default)).ShouldBeOfType<PostingAnswer.Posted>();
        (await adapter.Send(call, default)).ShouldBeOfType<PostingAnswer.Posted>();
        (await adapter.LookUp(call, default)).ShouldBeOfType<PostingAnswer.Posted>();

        var books = await Booked("shopify", d => Text(d, "id") == order.ExternalId.Value);
        books.GetProperty("fulfillments").GetArrayLength().ShouldBe(1);
        books.GetProperty("tags").EnumerateArray().Select(t => t.GetString())
            .ShouldBe(["ra:F-1", "ra-status:handed-over"]);
    }

    [Fact]
    public async Task A_shop_that_has_cancelled_itself_is_not_an_error()
    {
        var adapter = new ShopifySystem().Open(Account("shopify"));
        var order = await OrderInTheShop();
        (await _http.Post($"/sandbox/shopify/orders/{order.ExternalId}/cancel", "{}")).ShouldBe("200");
        var call = Call(order, DocumentKind.OrderStatus, new Step.Cancelled("c-1", _at, order.Lines, true));
        (await adapter.Send(call, default)).ShouldBeOfType<PostingAnswer.Posted>();
    }

    [Fact]
    public async Task An_order_of_another_channel_is_none_of_the_shops()
    {
        var adapter = new ShopifySystem().Open(Account("shopify"));
        var order = Order("web", "1") with { Channel = new Channel("web") };
        var call = Call(order, DocumentKind.OrderStatus, new Step.Accepted("accepted", _at, order));
        (await adapter.Send(call, default)).ShouldBeOfType<PostingAnswer.Rejected>();
    }

    [Fact]
    public async Task A_level_in_the_shop_is_set()
    {
        using var accounts = new Accounts(
            Configuration("shopify"), [new ShopifySystem()], TimeProvider.System, sandbox: false);
        var inventory = new ShopifyInventory(
            accounts, ShopifySettings.Read(new ConfigurationBuilder().Build()), TimeProvider.System);
        var sku = new Sku(Requests.NewId("SKU"));
        var (channel, store) = (inventory.Channels.Single(), new LocationId("store-12"));
        (await inventory.Set(channel, sku, store, 7, 1, default)).ShouldBeOfType<PostingAnswer.Posted>();
        (await inventory.Set(channel, sku, store, 5, 2, default)).ShouldBeOfType<PostingAnswer.Posted>();
        var level = await Booked("shopify", d => Text(d, "sku") == sku.Value);
        level.GetProperty("available").GetInt32().ShouldBe(5);
        accounts.Views().ShouldHaveSingleItem().Completed.ShouldBe(2, "they went through the account's lane");
    }

    [Fact]
    public async Task A_store_puts_goods_aside_once_and_back_when_it_is_told()
    {
        var adapter = new PosSystem().Open(Account("pos"));
        var order = Order("web", Requests.NewId("W"));
        var notice = Call(order, DocumentKind.PickupNotice, new Step.Accepted("accepted", _at, order));
        (await adapter.LookUp(notice, default)).ShouldBeOfType<PostingAnswer.NotFound>();
        var first = (await adapter.Send(notice, default)).ShouldBeOfType<PostingAnswer.Posted>();
        (await adapter.Send(notice, default)).ShouldBe(first);
        (await adapter.LookUp(notice, default)).ShouldBe(first);
        (await Listed(order)).ShouldBeTrue();

        var cancelled = new Step.Cancelled("c-1", _at, order.Lines, true);
        (await adapter.Send(Call(order, DocumentKind.PickupRevocation, cancelled), default))
            .ShouldBeOfType<PostingAnswer.Posted>();
        (await Listed(order)).ShouldBeFalse();
    }

    private async Task<bool> Listed(AcceptedOrder order) =>
        (await _http.Get("/sandbox/pos/stores/store-12/pickups")).ShouldBe("200").Json.GetProperty("items")
        .EnumerateArray().Any(d => d.GetProperty("order").GetString() == order.Id.Value);

    private async Task<AcceptedOrder> OrderInTheShop()
    {
        // Of a product that we do not know: the shop has it, and our own orders stay out of this.
        var wish = """{"lines":[{"sku":"NOT-OURS","quantity":2,"price":"10.00"}]}""";
        var booked = (await _http.Post("/sandbox/shopify/orders", wish)).ShouldBe("201");
        var line = booked.Json.GetProperty("line_items")[0].GetProperty("id").ToString();
        return Order("shopify", booked["id"], line);
    }

    private static AcceptedOrder Order(string channel, string externalId, string line = "1")
    {
        var usd = new Currency("USD");
        Money Usd(long minor) => new(minor, usd);
        var lines = ImmutableArray.Create(new StepLine(
            new LineId(line), new Sku("TEE-BLK-M"), 2, new LocationId("store-12"), Usd(2000), Usd(0), Usd(0)));
        return new AcceptedOrder(
            new OrderId($"ord_{externalId}"), new Channel(channel), new ExternalOrderId(externalId), null, usd,
            new FulfilmentWish(FulfilmentMethod.Pickup, new LocationId("store-12")), lines, Usd(0), Usd(0), Usd(2000),
            [], "pickup-location");
    }

    private static DocumentCall Call(AcceptedOrder order, DocumentKind kind, Step step) => new(
        new Tenant("demo"), $"demo:{kind}:{order.Id}:{step.Id}", kind, order.Id.Value, order, step,
        ImmutableDictionary<string, string>.Empty, ImmutableDictionary<string, string>.Empty, null);

    private AccountContext Account(string path) => new(
        path, () => new Uri(_http.BaseAddress!, $"sandbox/{path}"), _invoker,
        Configuration(path).GetSection("Accounts").GetSection("storefront"), TimeProvider.System);

    private IConfiguration Configuration(string path) => new ConfigurationBuilder().AddInMemoryCollection(
    [
        KeyValuePair.Create("Accounts:storefront:System", (string?)"shopify"),
        KeyValuePair.Create("Accounts:storefront:BaseUrl", (string?)$"{_http.BaseAddress}sandbox/{path}"),
    ]).Build();

    private async Task<JsonElement> Booked(string system, Func<JsonElement, bool> which) =>
        (await _http.Get($"/sandbox/{system}/books?limit=10000")).Json.GetProperty("items").EnumerateArray()
        .Single(which);

    private static string? Text(JsonElement document, string name) =>
        document.TryGetProperty(name, out var value) ? value.ToString() : null;
}
