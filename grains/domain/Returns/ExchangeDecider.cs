using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using RetailActors.Journal;
using RetailActors.Orders;

namespace RetailActors.Returns;

/// <summary>Decides about one exchange: pure, total, no clock of its own.</summary>
/// <remarks>Reserve the units, decide the new order, then record the goods: what is refused on the way has changed
/// nothing.</remarks>
public static class ExchangeDecider
{
    /// <summary>First part of the stream's name.</summary>
    public const string Kind = "exchange";

    /// <summary>Nobody has said how the difference is paid.</summary>
    public const string PaymentRequired = "payment-required";

    /// <summary>The events as JSON, under names that never change.</summary>
    public static readonly EventCodec<ExchangeEvent> Codec = new EventCodec<ExchangeEvent>()
        .Add("requested", ExchangeJson.Default.Requested)
        .Add("claimed", ExchangeJson.Default.Claimed)
        .Add("accepted", ExchangeJson.Default.Accepted)
        .Add("approved", ExchangeJson.Default.Approved)
        .Add("completed", ExchangeJson.Default.Completed)
        .Add("refused", ExchangeJson.Default.Refused)
        .Add("released", ExchangeJson.Default.Released);

    /// <summary>All that the journal needs to know of exchanges.</summary>
    public static readonly Fold<Exchange, ExchangeEvent> Fold = new(
        Kind, Exchange.None, Evolve, static s => Call(s) is { } call ? [new Owed(call.Call)] : [], Index, Codec);

    /// <summary>Takes a request in. False: the id came with other content before.</summary>
    public static (bool, ExchangeEvent[]) Decide(
        Exchange s, ExchangeKey key, RequestExchange c, DateTimeOffset now) => s.Intake is { } known
        ? (IsSame(known.Command, c), [])
        : (true, [new ExchangeEvent.Requested(
            key.Id, OrderKey.For(key.Tenant, c.NewOrder.Channel, c.NewOrder.ExternalId).Id, c, now)]);

    /// <summary>Takes in what came of the owed call.</summary>
    public static ExchangeEvent[] Decide(Exchange s, ExchangeFact fact, DateTimeOffset now) => (s.Stage, fact) switch
    {
        (ExchangeStage.Requested, ExchangeFact.ReturnAnswered f) => Claimed(s, f.Result, now),
        (ExchangeStage.Claimed, ExchangeFact.OrderAnswered f) => Decided(f.Result, now),
        (ExchangeStage.Accepted, ExchangeFact.ReturnChanged) => s.Intake!.Command.Received
            ? [new ExchangeEvent.Approved(now)]
            : [new ExchangeEvent.Approved(now), new ExchangeEvent.Completed(now)],
        (ExchangeStage.Approved, ExchangeFact.ReturnChanged) => [new ExchangeEvent.Completed(now)],
        (ExchangeStage.Refusing, ExchangeFact.ReturnChanged) => [new ExchangeEvent.Released(now)],
        _ => [],
    };

    /// <summary>The call that is owed now, or null.</summary>
    public static ExchangeCall? Call(Exchange s) => s.Intake is not { Command: var c } intake ? null : s.Stage switch
    {
        ExchangeStage.Requested => new ExchangeCall.Claim(new RequestReturn(
            c.Order, c.Lines, c.Location, false, c.OccurredAt, c.By, c.NewOrder.Total)),
        ExchangeStage.Claimed => new ExchangeCall.Submit(c.NewOrder with
        {
            Tenders = TendersOf(c, s.Money!),
            Exchange = intake.Id,
            By = c.By,
        }),
        ExchangeStage.Accepted => new ExchangeCall.Approve(),
        ExchangeStage.Approved => new ExchangeCall.Receive(
            new ReceiveReturn(c.Location, null, c.OccurredAt, c.By)),
        ExchangeStage.Refusing => new ExchangeCall.Release(),
        _ => null,
    };

    /// <summary>The state after an event.</summary>
    public static Exchange Evolve(Exchange s, ExchangeEvent e)
    {
        var next = e switch
        {
            ExchangeEvent.Requested x => s with { Stage = ExchangeStage.Requested, Intake = x },
            ExchangeEvent.Claimed x => s with { Stage = ExchangeStage.Claimed, Money = x.Money },
            ExchangeEvent.Accepted => s with { Stage = ExchangeStage.Accepted },
            ExchangeEvent.Approved => s with { Stage = ExchangeStage.Approved },
            ExchangeEvent.Completed => s with { Stage = ExchangeStage.Completed },
            ExchangeEvent.Refused x => s with
            {
                Stage = s.Money is null ? ExchangeStage.Refused : ExchangeStage.Refusing,
                Code = x.Code,
                Detail = x.Detail,
            },
            ExchangeEvent.Released => s with { Stage = ExchangeStage.Refused },
            _ => throw new UnreachableException(),
        };
        return next with { Version = s.Version + 1 };
    }

    /// <summary>The exchange as others read it, or null when there is none.</summary>
    public static ExchangeView? View(Exchange s) => s.Intake is not { } i ? null : new ExchangeView(
        i.Id, StatusOf(s.Stage), i.Command.Order, i.Id.Return, i.NewOrder, s.Money?.Returned,
        i.Command.NewOrder.Total, s.Money?.Credit, s.Money?.Due, s.Money?.Back, s.Code, s.Detail, i.At, s.Version);

    /// <summary>A status as it stands in the directory and in HTTP.</summary>
    public static string NameOf(ExchangeStatus status) =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(status.ToString());

    private static IndexRow? Index(Exchange s) => s.Intake is not { } i ? null : new IndexRow(
        NameOf(StatusOf(s.Stage)), i.Command.Location.Value,
        JsonSerializer.Serialize(new ExchangeRow(i.Command.Order, i.NewOrder, i.At), ExchangeJson.Default.ExchangeRow));

    private static ExchangeStatus StatusOf(ExchangeStage stage) => stage switch
    {
        ExchangeStage.Requested => ExchangeStatus.Requested,
        ExchangeStage.Claimed => ExchangeStatus.Deciding,
        ExchangeStage.Accepted or ExchangeStage.Approved => ExchangeStatus.Accepted,
        ExchangeStage.Completed => ExchangeStatus.Completed,
        ExchangeStage.Refusing or ExchangeStage.Refused => ExchangeStatus.Refused,
        _ => ExchangeStatus.Unknown,
    };

    private static ExchangeEvent[] Claimed(Exchange s, ReturnResult result, DateTimeOffset now)
    {
        if (result is not ReturnResult.Requested(var back, _))
            return [new ExchangeEvent.Refused(CodeOf(result), DetailOf(result), now)];
        var c = s.Intake!.Command;
        if (back.Amount.Currency != c.NewOrder.Currency)
            return
            [
                new ExchangeEvent.Claimed(new ExchangeMoney(
                    back.Amount, Money.Zero(back.Amount.Currency), Money.Zero(back.Amount.Currency)), now),
                new ExchangeEvent.Refused("mixed-currency", $"The returned goods were paid in {back.Amount.Currency}.",
                    now),
            ];
        var credit = back.Amount.Minor < c.NewOrder.Total.Minor ? back.Amount : c.NewOrder.Total;
        var money = new ExchangeMoney(back.Amount, credit, c.NewOrder.Total - credit);
        var claimed = new ExchangeEvent.Claimed(money, now);
        return money.Due.Minor > 0 && c.Difference is null
            ? [claimed, new ExchangeEvent.Refused(PaymentRequired, $"The customer has to pay {money.Due}.", now)]
            : [claimed];
    }

    private static ExchangeEvent[] Decided(SubmitResult result, DateTimeOffset now) => result switch
    {
        SubmitResult.Accepted => [new ExchangeEvent.Accepted(now)],
        SubmitResult.Deciding => [],
        SubmitResult.OutOfStock(_, var shortages) => [new ExchangeEvent.Refused("out-of-stock", string.Join(
            ", ", shortages.Select(x => $"line {x.LineId}: {x.Available} of {x.Requested}")), now)],
        SubmitResult.Declined(_, var code) => [new ExchangeEvent.Refused("payment-declined", code, now)],
        SubmitResult.SubmittedDifferently => [new ExchangeEvent.Refused(
            "order-differs", "The channel used this externalId for another order before.", now)],
        SubmitResult.Invalid(var faults) => [new ExchangeEvent.Refused("invalid-order", string.Join(
            " ", faults.Take(5).Select(f => $"{f.Field}: {f.Message}")), now)],
        _ => throw new UnreachableException(),
    };

    private static ImmutableArray<Tender> TendersOf(RequestExchange c, ExchangeMoney money)
    {
        var tenders = ImmutableArray.CreateBuilder<Tender>(2);
        // First what may be declined: a credit that is authorised cannot be let go by itself.
        if (money.Due.Minor > 0)
            tenders.Add(new Tender(c.Difference!.Provider, c.Difference.Method, money.Due));
        if (money.Credit.Minor > 0)
            tenders.Add(new Tender(RequestExchange.Provider, c.Order.Value, money.Credit));
        return tenders.DrainToImmutable();
    }

    private static bool IsSame(RequestExchange a, RequestExchange b) =>
        a.Order == b.Order && a.Location == b.Location && a.Received == b.Received && a.Difference == b.Difference
        && a.Lines.SequenceEqual(b.Lines)
        && OrderDecider.Fingerprint(a.NewOrder) == OrderDecider.Fingerprint(b.NewOrder);

    private static string CodeOf(ReturnResult result) => result switch
    {
        ReturnResult.NotFound => "unknown-order",
        ReturnResult.UnknownLocation => "unknown-location",
        ReturnResult.UnknownLine => "unknown-line",
        ReturnResult.TooMany => "too-many-returns",
        ReturnResult.ExceedsFulfilled => "exceeds-fulfilled",
        _ => "return-differs",
    };

    private static string DetailOf(ReturnResult result) => result switch
    {
        ReturnResult.UnknownLine(var line) => $"Line {line}.",
        ReturnResult.ExceedsFulfilled(var line, var returnable) => $"{returnable} of line {line} can come back.",
        _ => "",
    };
}
