using System.Collections.Immutable;
using RetailActors.Operations;
using RetailActors.Orders;
using RetailActors.Postings;

namespace RetailActors.Tests.Outgoing;

/// <summary>An order of 43.28 USD with its steps, the accounts that want to know, and what they answer.</summary>
public static class PostingSpec
{
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    public static readonly PostingKey Key = new(new Tenant("demo"), "o1");
    public static readonly Origin By = new("ann", "looked at it");

    public static readonly ImmutableArray<StepLine> Lines =
    [
        new(new LineId("1"), new Sku("TEE"), 2, new LocationId("store-12"), Usd(3998), Usd(330), Usd(0), "apparel"),
    ];

    public static readonly PostingPolicy Policy = new(
    [
        new PostingRule("erp", [DocumentKind.SalesOrder, DocumentKind.SalesOrderCancellation, DocumentKind.Fulfilment,
            DocumentKind.Invoice, DocumentKind.Payment, DocumentKind.CreditMemo, DocumentKind.Refund]),
        new PostingRule("tax", [DocumentKind.TaxCommit, DocumentKind.TaxReversal]),
        new PostingRule("storefront", [DocumentKind.OrderStatus], new Channel("shopify")),
        new PostingRule("events", [DocumentKind.BusinessEvent]),
    ]);

    public static readonly PostingPolicy OnlyErp = Policy with { Rules = [Policy.Rules[0]] };

    public static Money Usd(long minor) => new(minor, new Currency("USD"));

    public static Step.Accepted Accepted(string channel = "web", long total = 4328, bool ship = false) => new(
        "accepted", Now, new AcceptedOrder(
            new OrderId("o1"), new Channel(channel), new ExternalOrderId("W-1"), new CustomerId("C-9"),
            new Currency("USD"),
            new FulfilmentWish(ship ? FulfilmentMethod.Ship : FulfilmentMethod.Pickup, new LocationId("store-12")),
            Lines, Usd(330), Usd(0), Usd(total),
            [new StepTender(new PaymentId("o1.p1"), "sandbox", Usd(total))], "pickup"));

    public static Step HandedOver(string id = "pickup-1", int minute = 10) =>
        new Step.HandedOver(id, Now.AddMinutes(minute), FulfilmentMethod.Pickup, Lines, null, null);

    public static Step Captured(string id = "captured-1") =>
        new Step.Captured(id, Now.AddMinutes(11), new PaymentId("o1.p1"), "sandbox", Usd(4328));

    public static Step Cancelled() => new Step.Cancelled("cancel-1", Now.AddMinutes(2), Lines, true);

    public static Step Returned() =>
        new Step.Returned("return-1", Now.AddDays(3), new LocationId("store-14"), Lines);

    public static Step Refunded(long amount = 4328) => new Step.Refunded(
        "refund-1", Now.AddDays(3), "return-1", new PaymentId("o1.p1"), "sandbox", Usd(amount), Lines);

    public static PostingAnswer Posted(string number = "D-1", params Correction[] corrections) =>
        new PostingAnswer.Posted(number, Now, [.. corrections]);

    public static readonly PostingAnswer Lost = new PostingAnswer.Lost("timeout");
    public static readonly PostingAnswer Down = new PostingAnswer.Unavailable("down");
    public static readonly PostingAnswer NotFound = new PostingAnswer.NotFound();
    public static readonly PostingAnswer No = new PostingAnswer.Rejected("no-such-item", "TEE is not known.");

    public static PostingFlow Given(PostingPolicy? policy = null) => new(Posting.None, policy ?? OnlyErp, Now);

    public static PostingFlow Sent(PostingPolicy? policy = null) => Given(policy).Record(Accepted());
}

/// <summary>A posting with all that happened to it.</summary>
public sealed record PostingFlow(Posting State, PostingPolicy Policy, DateTimeOffset Now)
{
    public ImmutableArray<PostingEvent> History { get; private init; } = [];
    public ImmutableArray<PostingEvent> Events { get; private init; } = [];
    public ResolutionResult Result { get; private init; }

    public Document this[string key] => State.Find(Full(key))!;

    public string Names => string.Join(" ", Events.Select(PostingDecider.Codec.NameOf));

    public string Calls => string.Join(" ", PostingDecider.Calls(State, Now)
        .Select(c => (c.LookUp ? "?" : "") + Short(c.Document.Key)));

    public string Owed => string.Join(" ", PostingDecider.Outbox(State).Select(o => o.Call.Replace("demo:", "")));

    public PostingFlow Record(params Step[] steps) =>
        Then(PostingDecider.Record(State, PostingSpec.Key, steps, Policy, "trace", Now));

    public PostingFlow Answer(string key, PostingAnswer answer, bool? lookedUp = null)
    {
        var asked = lookedUp ?? State.Find(Full(key)) is { Status: DocumentStatus.Indeterminate };
        return Then(PostingDecider.Decide(State, [new Attempt(Full(key), asked, answer)], Policy, Now));
    }

    public PostingFlow Turn(string key, DateTimeOffset at) => Then(PostingDecider.Decide(
        State, [new Attempt(Full(key), false, new PostingAnswer.Unavailable("lane-turn"), at)], Policy, Now));

    public PostingFlow Resume(params string[] inFlight) =>
        Then(PostingDecider.Resume(State, inFlight.Select(Full).ToHashSet(), Policy, Now));

    public PostingFlow Resolve(
        string key, ResolutionKind kind, string id = "d1", ImmutableDictionary<string, string>? edits = null)
    {
        var (result, events) = PostingDecider.Decide(State, new Resolution(id, Full(key), kind,
            edits ?? ImmutableDictionary<string, string>.Empty, PostingSpec.By), Policy, Now);
        return Then(events) with { Result = result };
    }

    public PostingFlow Told() => PostingDecider.DeskCalls(State).Aggregate(
        this, (flow, call) => flow.Then(PostingDecider.Told(flow.State, call, Now)));

    public PostingFlow After(TimeSpan time) => this with { Now = Now + time };

    public static string Full(string key) => key.Replace(":o1", "") is var k && k.Split(':') is [var kind, var seq]
        ? $"demo:{kind}:o1:{seq}"
        : key;

    public static string Short(string key) => key.Replace("demo:", "").Replace(":o1", "");

    private PostingFlow Then(PostingEvent[] events) => this with
    {
        State = events.Aggregate(State, PostingDecider.Evolve),
        History = History.AddRange(events),
        Events = [.. events],
        Result = ResolutionResult.Unknown,
    };
}
