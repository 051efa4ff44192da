using System.Collections.Immutable;
using RetailActors.Channels;
using RetailActors.Inventory;
using RetailActors.Operations;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Postings;
using RetailActors.Settlement;

namespace RetailActors.Tests.Operations;

/// <summary>What a decision would change is said before it is taken, and what nobody can say is said so.</summary>
public sealed class DecisionSpecs
{
    private static readonly DateTimeOffset _now = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);
    private static readonly ImmutableDictionary<string, string> _none = ImmutableDictionary<string, string>.Empty;

    [Fact]
    public void A_refused_document_would_be_sent_with_its_new_values_and_nobody_knows_the_answer()
    {
        var refused = Document(DocumentStatus.Rejected, "no-such-item") with
        {
            Edits = _none.Add("postingDate", "2026-11-30"),
        };
        var preview = DecisionRules.OfDocument(refused, ResolutionKind.Edit, Edit("postingDate", "2026-12-01"));
        preview.Changes.ShouldBe([
            new("status", "rejected", "sent"), new("postingDate", "2026-11-30", "2026-12-01")]);
        preview.NotKnown.ShouldBe("What erp makes of it: only sending it can tell.");
        DecisionRules.OfDocument(refused, ResolutionKind.Edit, Edit("item", "TEE-2")).Changes[1]
            .ShouldBe(new("item", "as its step says", "TEE-2"));
        DecisionRules.OfDocument(refused, ResolutionKind.Waive, _none)
            .ShouldSatisfyAllConditions(
                p => p.Changes.ShouldBe([new("status", "rejected", "waived")]), p => p.NotKnown.ShouldBeNull());
    }

    [Fact]
    public void A_document_in_doubt_would_be_looked_up_where_that_is_possible()
    {
        DecisionRules.OfDocument(Document(DocumentStatus.DeadLettered, "timeout"), ResolutionKind.Retry, _none)
            .Changes.ShouldHaveSingleItem().WouldBe.ShouldStartWith("looked up");
        DecisionRules.OfDocument(
                Document(DocumentStatus.DeadLettered, PostingDecider.CannotLookUp), ResolutionKind.Retry, _none)
            .Changes.ShouldHaveSingleItem().WouldBe.ShouldBe("sent");
        DecisionRules.OfDocument(Document(DocumentStatus.Posted, null), ResolutionKind.Retry, _none)
            .Refused.ShouldNotBeNull();
        DecisionRules.OfDocument(null, ResolutionKind.Retry, _none).Refused.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("7", DiscrepancyParts.Oversold, 7, 5)]
    [InlineData("0", DiscrepancyParts.ErpGap, 0, -2)]
    [InlineData("erp", DiscrepancyParts.ErpGap, 13, 11)]
    [InlineData("erp", DiscrepancyParts.Oversold, null, null)]
    [InlineData("-1", DiscrepancyParts.ErpGap, null, null)]
    [InlineData("many", DiscrepancyParts.ErpGap, null, null)]
    public void Stock_says_what_would_be_on_hand_and_available(string text, string part, int? onHand, int? available)
    {
        var preview = DecisionRules.OfStock(Stock(), part, ResolutionKind.Edit, Edit("onHand", text));
        preview.Changes.ShouldBe(onHand is null
            ? [] : [new("onHand", "10", $"{onHand}"), new("available", "8", $"{available}")]);
        (preview.Refused is null).ShouldBe(onHand is not null);
        DecisionRules.OfStock(Stock(), part, ResolutionKind.Waive, _none).ShouldSatisfyAllConditions(
            p => p.Changes.ShouldBeEmpty(), p => p.NotKnown.ShouldBeNull(), p => p.Refused.ShouldBeNull());
    }

    [Theory]
    [InlineData(LineStatus.Suggested, ResolutionKind.Edit, "matched", true)]
    [InlineData(LineStatus.Mismatched, ResolutionKind.Edit, "written-off", true)]
    [InlineData(LineStatus.Mismatched, ResolutionKind.Waive, "written-off", true)]
    [InlineData(LineStatus.Suggested, ResolutionKind.Waive, "written-off", false)]
    public void A_line_says_how_it_would_end_and_whether_it_settles_its_payment(
        LineStatus status, ResolutionKind kind, string end, bool settles)
    {
        var preview = DecisionRules.OfLine(
            Line(status), kind, kind == ResolutionKind.Edit ? Edit("accept", "true") : _none);
        preview.Changes[0].ShouldBe(new("status", status == LineStatus.Suggested ? "suggested" : "mismatched", end));
        preview.Changes.Skip(1).ShouldBe(settles ? [new("settles", "nothing", "ord_1.p1")] : []);
    }

    [Fact]
    public void What_a_line_or_a_message_would_do_is_said_to_be_known_only_by_doing_it()
    {
        DecisionRules.OfLine(Line(LineStatus.Mismatched), ResolutionKind.Retry, _none).NotKnown.ShouldNotBeNull();
        DecisionRules.OfLine(Line(LineStatus.Mismatched), ResolutionKind.Edit, Edit("accept", "no"))
            .Refused.ShouldBe("It takes one field, accept: true.");
        DecisionRules.OfLine(null, ResolutionKind.Retry, _none).Refused.ShouldNotBeNull();
        var message = new InboxView(
            new InboxMessage("pos", "sale", "", "{}", "", _now), "failed", "no-lines", 3, null, 4);
        var preview = DecisionRules.OfMessage(message, InboxDecider.ItselfPart, ResolutionKind.Retry);
        preview.Changes.ShouldBe([new("status", "failed", "received"), new("attempts", "3", "0")]);
        preview.NotKnown.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("cancel", "14", "cancelled")]
    [InlineData("re-source", "14", "searched for at all locations")]
    [InlineData("backorder", "7", "waited for, 7 days at most")]
    [InlineData("backorder", "61", null)]
    [InlineData("forget", "7", null)]
    public void Missing_units_say_what_becomes_of_them(string resolution, string days, string? end)
    {
        var edits = Edit(OrderParts.Resolution, resolution).Add(OrderParts.BackorderDays, days);
        var preview = DecisionRules.OfReport(Report(OrderDecider.UnitsMissingKind), ResolutionKind.Edit, edits);
        preview.Changes.Select(c => c.WouldBe).ShouldBe(end is null ? [] : [end]);
        (preview.Refused is null).ShouldBe(end is not null);
    }

    [Fact]
    public void The_desk_itself_refuses_what_is_closed_not_among_the_actions_or_without_a_field()
    {
        var open = ExceptionDecider.Evolve(ExceptionCase.None, new ExceptionEvent.Raised(Report("order-on-hold")));
        DecisionRules.OfCase(open, ResolutionKind.Retry, _none).ShouldBeNull();
        DecisionRules.OfCase(open, ResolutionKind.Waive, _none)!.Refused.ShouldNotBeNull();
        DecisionRules.OfCase(open, ResolutionKind.Edit, _none)!.Refused.ShouldNotBeNull();
        var closed = ExceptionDecider.Evolve(open, new ExceptionEvent.Cleared("gone", _now));
        DecisionRules.OfCase(closed, ResolutionKind.Retry, _none)!.Refused.ShouldNotBeNull();
    }

    private static ImmutableDictionary<string, string> Edit(string field, string value) => _none.Add(field, value);

    private static DocumentView Document(DocumentStatus status, string? code) => new(
        "demo:invoice:o1:1", "erp", DocumentKind.Invoice, "pickup-1", status, null, 1, _now, null, null, code, []);

    private static StockView Stock() => new(
        new StockKey(new Tenant("demo"), new Sku("TEE"), new LocationId("store-12")),
        StockLevels.Zero with { OnHand = 10, Available = 8, Committed = 2 }, 3, _now,
        Erp: new ErpStockView(13, _now, 3, 0));

    private static LineCase Line(LineStatus status) => new(
        MismatchClass.Timing, status, "adyen", "set_1", "1", new PaymentId("ord_1.p1"),
        new SettlementEntry("set_1:1", OperationKind.Capture, "psp_1", null, new Money(100, new Currency("USD"))),
        "late");

    private static ExceptionReport Report(string kind) => new(
        kind, "order/demo/ord_1", "p", "web", Role.Operations, "", _now, _now.AddHours(4),
        [ResolutionKind.Retry, ResolutionKind.Edit]);
}
