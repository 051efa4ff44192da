using System.Collections.Immutable;
using System.Text.Json;
using RetailActors.Journal;

namespace RetailActors.Returns;

/// <summary>Decides about one return: pure, total, no clock of its own.</summary>
public static partial class ReturnDecider
{
    /// <summary>First part of the stream's name.</summary>
    public const string Kind = "return";

    /// <summary>Kind of the exception that a refused refund becomes.</summary>
    public const string RefundRefusedKind = "refund-refused";

    /// <summary>The events as JSON, under names that never change.</summary>
    public static readonly EventCodec<ReturnEvent> Codec = new EventCodec<ReturnEvent>()
        .Add("opened", ReturnJson.Default.Opened)
        .Add("approved", ReturnJson.Default.Approved)
        .Add("declined", ReturnJson.Default.Declined)
        .Add("cancelled", ReturnJson.Default.Cancelled)
        .Add("sent", ReturnJson.Default.Sent)
        .Add("received", ReturnJson.Default.Received)
        .Add("units-stored", ReturnJson.Default.UnitsStored)
        .Add("order-told", ReturnJson.Default.OrderTold)
        .Add("refund-pending", ReturnJson.Default.RefundPending)
        .Add("refunded", ReturnJson.Default.Refunded)
        .Add("refund-refused", ReturnJson.Default.RefundRefused)
        .Add("exception-raised", ReturnJson.Default.ExceptionRaised)
        .Add("refund-resolved", ReturnJson.Default.RefundResolved)
        .Add("tax-adjusted", ReturnJson.Default.TaxAdjusted)
        .Add("reversal-posted", ReturnJson.Default.ReversalPosted)
        .Add("closed", ReturnJson.Default.Closed);

    /// <summary>All that the journal needs to know of returns.</summary>
    public static readonly Fold<Return, ReturnEvent> Fold = new(Kind, Return.None, Evolve, Outbox, Index, Codec);

    /// <summary>The return as others read it, or null when there is none.</summary>
    public static ReturnView? View(Return s) => s.Stage == ReturnStage.None ? null : new ReturnView(
        s.Claim.Id, s.Claim.Order, s.Status, s.Location, s.Units, AmountOf(s),
        [.. s.Refunds.Select(r => new RefundView(
            r.Part.Payment, r.Part.Amount, NameOf(r.Standing), (r.Standing as RefundStanding.Refused)?.Code,
            r.Standing.FinalAt, r.Part.IsCredit))],
        s.OpenedAt, s.ReceivedAt, s.ClosedAt, s.Version);

    /// <summary>The row in the directory, grouped by the location, or by the channel as long as there is none.
    /// </summary>
    public static IndexRow? Index(Return s)
    {
        if (s.Stage == ReturnStage.None)
            return null;
        var row = new ReturnRow(s.Claim.Order, AmountOf(s), s.Claim.Lines.Sum(l => l.Quantity), s.OpenedAt);
        return new IndexRow(
            NameOf(s.Status), s.Location?.Value ?? s.Claim.Channel.Value,
            JsonSerializer.Serialize(row, ReturnJson.Default.ReturnRow),
            s.Status is ReturnStatus.Declined or ReturnStatus.Cancelled or ReturnStatus.Closed ? null : SinceOf(s));
    }

    /// <summary>The goods' way to us is not ours: once they are here, the wait counts from then on.</summary>
    private static DateTimeOffset SinceOf(Return s) =>
        s.ReceivedAt is { } received && received > s.OpenedAt ? received : s.OpenedAt;

    /// <summary>A status as it stands in the directory and in HTTP.</summary>
    public static string NameOf(ReturnStatus status) => JsonNamingPolicy.KebabCaseLower.ConvertName(status.ToString());

    /// <summary>A message that asks for the same; when the goods came is not a part of it.</summary>
    public static bool IsSame(RequestReturn a, RequestReturn b) =>
        a.Order == b.Order && a.Location == b.Location && a.Received == b.Received && a.Credit == b.Credit
        && a.Lines.SequenceEqual(b.Lines);

    private static Money AmountOf(Return s)
    {
        var sum = Money.Zero(s.Claim.Currency);
        foreach (var refund in s.Refunds)
            sum += refund.Part.Amount;
        return sum;
    }

    private static string NameOf(RefundStanding standing) => standing switch
    {
        RefundStanding.Owed => "owed",
        RefundStanding.Pending => "pending",
        RefundStanding.Refused => "refused",
        RefundStanding.Done => "refunded",
        _ => "waived",
    };
}
