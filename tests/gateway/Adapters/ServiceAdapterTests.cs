using System.Net.Http.Json;
using System.Text.Json;
using RetailActors.Adapters;
using RetailActors.Adapters.Crm;
using RetailActors.Adapters.Pos;
using RetailActors.Adapters.Tax;
using RetailActors.Adapters.Wms;
using RetailActors.Orders;
using RetailActors.Postings;

namespace RetailActors.Tests.Adapters;

/// <summary>The contract on a tax engine.</summary>
public sealed class TaxTests : DocumentAdapterContract
{
    protected override ISystemKind Kind { get; } = new TaxKind();

    // Without rates of its own it takes over what was charged.
    protected override Task Prepare(Story story) => Rates(new { });

    protected override Task<DocumentCall> Refusable(Story story) =>
        Task.FromResult(story.Call(DocumentKind.TaxReversal));

    protected override int Booked(JsonElement books, DocumentCall call) => books.GetProperty("items").EnumerateArray()
        .SelectMany(order => order.GetProperty("transactions").EnumerateArray())
        .Count(transaction => transaction.GetProperty("key").GetString() == call.Key);

    [Fact]
    public async Task What_the_engine_computes_otherwise_is_the_true_up()
    {
        await Rates(new { apparel = 900 });
        var posted = await Post(new Story("ord_1"), DocumentKind.TaxCommit);
        posted.Corrections.ShouldBe(
            [
                new Correction("tax", "5.65", "5.04"), new Correction("lines/1/tax", "4.00", "3.60"),
                new Correction("lines/2/tax", "1.65", "1.44"),
            ]);
    }

    [Fact]
    public async Task Goods_without_units_have_no_tax()
    {
        var step = (Step.HandedOver)new Story("ord_1").StepOf(DocumentKind.TaxCommit);
        var call = new Story("ord_1").Call(DocumentKind.TaxCommit, step: step with { Lines = [] });
        (await Send(call)).ShouldBeOfType<PostingAnswer.Rejected>().Code.ShouldBe("no-lines");
        (await LookUp(call)).ShouldBe(new PostingAnswer.NotFound());
    }

    private async Task Rates(object rates) =>
        (await Http.PutAsJsonAsync($"{Root}/rates", rates, Cancellation)).EnsureSuccessStatusCode();
}

/// <summary>The contract on a warehouse.</summary>
public sealed class WmsTests : DocumentAdapterContract
{
    protected override ISystemKind Kind { get; } = new WmsKind();

    protected override async Task<DocumentCall> Refusable(Story story)
    {
        await Post(story, DocumentKind.WarehouseRelease);
        var release = Uri.EscapeDataString(story.Call(DocumentKind.WarehouseRelease).Key);
        (await Http.PostAsJsonAsync($"{Root}/releases/{release}/ship", new { }, Cancellation))
            .EnsureSuccessStatusCode();
        return story.Call(DocumentKind.WarehouseCancellation);
    }

    protected override int Booked(JsonElement books, DocumentCall call) => books.GetProperty("items").EnumerateArray()
        .SelectMany(release => release.GetProperty("cancellations").EnumerateArray().Append(release))
        .Count(document => document.GetProperty("key").GetString() == call.Key);

    [Fact]
    public async Task What_was_never_released_is_not_called_off()
    {
        var call = new Story("ord_1").Call(DocumentKind.WarehouseCancellation);
        (await Send(call)).ShouldBeOfType<PostingAnswer.Rejected>().Code.ShouldBe("no-release");
        Wire.Requests.ShouldBeEmpty();
    }
}

/// <summary>The contract on a CRM.</summary>
public sealed class CrmTests : DocumentAdapterContract
{
    protected override ISystemKind Kind { get; } = new CrmKind();

    protected override Task<DocumentCall> Refusable(Story story) => Task.FromResult(story.Call(
        DocumentKind.CustomerRecord, step: Changed(story) with { Segment = "Friends & Family" }));

    protected override DocumentCall Named(Story story, string id) => story.Call(
        DocumentKind.CustomerRecord, step: Changed(story) with { Customer = new CustomerId(id) }) with
    {
        Key = $"demo:customer-record:customer:{id}:1",
    };

    [Fact]
    public async Task An_older_version_never_replaces_a_newer_one()
    {
        var story = new Story("ord_1");
        await Post(story, DocumentKind.CustomerRecord);
        var older = story.Call(DocumentKind.CustomerRecord, 2, Changed(story) with { Version = 2, Segment = "new" });
        (await Send(older)).ShouldBeOfType<PostingAnswer.Posted>().Corrections
            .ShouldBe([new Correction("version", "2", "3")]);
        (await Books()).GetProperty("items")[0].GetProperty("segment").GetString().ShouldBe("gold");
    }

    private static Step.CustomerChanged Changed(Story story) =>
        (Step.CustomerChanged)story.StepOf(DocumentKind.CustomerRecord);
}

/// <summary>The contract on the tills of a chain.</summary>
public sealed class PosSystemTests : DocumentAdapterContract
{
    protected override ISystemKind Kind { get; } = new PosSystem();

    protected override Task<DocumentCall> Refusable(Story story)
    {
        var call = story.Call(DocumentKind.PickupNotice);
        return Task.FromResult(call with
        {
            Order = call.Order! with { Fulfilment = new FulfilmentWish(FulfilmentMethod.Ship, null) },
        });
    }

    [Fact]
    public async Task A_key_that_stands_for_another_document_is_refused()
    {
        var story = new Story("ord_1");
        await Post(story, DocumentKind.PickupNotice);
        var other = new Story("ord_2").Call(DocumentKind.PickupNotice) with
        {
            Key = story.Call(DocumentKind.PickupNotice).Key,
        };
        (await Send(other)).ShouldBeOfType<PostingAnswer.Rejected>().Code.ShouldBe("key-reused");
    }
}
