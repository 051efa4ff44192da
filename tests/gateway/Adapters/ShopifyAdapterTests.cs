using System.Net.Http.Json;
using System.Text.Json;
using RetailActors.Adapters;
using RetailActors.Adapters.Shopify;
using RetailActors.Postings;

namespace RetailActors.Tests.Adapters;

/// <summary>The contract on a shop: every step of an order that was made there.</summary>
public sealed class ShopifyTests : DocumentAdapterContract
{
    protected override ISystemKind Kind { get; } = new ShopifySystem();

    protected override IReadOnlyList<Func<Story, DocumentCall>> Documents =>
    [
        .. new[]
        {
            DocumentKind.SalesOrder, DocumentKind.SalesOrderCancellation, DocumentKind.Fulfilment,
            DocumentKind.Payment, DocumentKind.TaxReversal, DocumentKind.Refund,
        }.Select((cause, i) => (Func<Story, DocumentCall>)(story => Status(story, i + 1, story.StepOf(cause)))),
        // Of another order, as far as we are concerned; the shop only has to be told what was done.
        story => Status(story, 7, (Step.Cancelled)story.StepOf(DocumentKind.SalesOrderCancellation) with
        {
            Id = "cancel-2", Whole = true,
        }),
    ];

    protected override async Task Prepare(Story story)
    {
        using var response = await Http.PostAsJsonAsync($"{Root}/orders", new
        {
            lines = new[]
            {
                new { sku = "TEE-BLK-M", quantity = 2, price = "19.99" },
                new { sku = "CAP-RED", quantity = 2, price = "16.00" },
            },
        }, Cancellation);
        var order = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        story.Origin = (ShopifySettings.Channel, new ExternalOrderId(order.GetProperty("id").ToString()));
        var lines = order.GetProperty("line_items");
        story.LineIds = (lines[0].GetProperty("id").ToString(), lines[1].GetProperty("id").ToString());
    }

    protected override Task<DocumentCall> Refusable(Story story)
    {
        story.Origin = (ShopifySettings.Channel, new ExternalOrderId("5499999999999"));
        return Task.FromResult(Documents[0](story));
    }

    protected override DocumentCall Named(Story story, string id) =>
        Status(story, 1, (Step.Accepted)story.StepOf(DocumentKind.SalesOrder) with { Id = id });

    /// <summary>The tag, and what was done besides, each once.</summary>
    protected override int Booked(JsonElement books, DocumentCall call)
    {
        var order = books.GetProperty("items").EnumerateArray().Single(
            item => item.TryGetProperty("id", out var id) && id.ToString() == call.Order!.ExternalId.Value);
        var tags = order.GetProperty("tags").EnumerateArray().Count(t => t.GetString() == Tag(call.Step));
        return (tags, call.Step) switch
        {
            (1, Step.HandedOver) => order.GetProperty("fulfillments").GetArrayLength(),
            (1, Step.Refunded) => order.GetProperty("refunds").GetArrayLength(),
            (1, Step.Cancelled { Whole: true }) =>
                order.GetProperty("order").GetProperty("cancelled_at").ValueKind == JsonValueKind.String ? 1 : 0,
            _ => tags,
        };
    }

    [Fact]
    public async Task A_step_with_a_long_name_has_a_tag_that_the_shop_takes()
    {
        var call = Named(await Told("ord_1"), $"shipment-{new string('7', 100)}");
        await Send(call);
        (await TimesBooked(call)).ShouldBe(1);
        Tag(call.Step).Length.ShouldBeLessThanOrEqualTo(ShopifyAdapter.MaxTag);
    }

    [Fact]
    public async Task Units_that_the_shop_has_sent_itself_are_not_sent_again()
    {
        var story = await Told("ord_1");
        var call = Documents[2](story);
        await Post(story, call);
        var other = (Step.HandedOver)call.Step with { Id = "pickup-2" };
        await Send(Status(story, 9, other));
        var order = (await Books()).GetProperty("items").EnumerateArray()
            .Single(item => item.TryGetProperty("fulfillments", out _));
        order.GetProperty("fulfillments").EnumerateArray().SelectMany(f => f.GetProperty("lines").EnumerateArray())
            .Sum(l => l.GetProperty("quantity").GetInt32()).ShouldBe(4, "what was ordered");
    }

    private static DocumentCall Status(Story story, int sequence, Step step) =>
        story.Call(DocumentKind.OrderStatus, sequence, step);

    private static string Tag(Step step) => step.Id.Length <= 37 && !step.Id.Contains(',')
        ? $"ra:{step.Id}"
        : $"ra:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes(step.Id)).AsSpan(0, 16))}";
}
