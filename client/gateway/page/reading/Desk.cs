using System.Collections.Immutable;
using RetailActors.Operations;
using RetailActors.Orders;
using RetailActors.Returns;

namespace RetailActors.Gateway;

/// <summary>What came of an action.</summary>
/// <param name="Done">True when it has been done.</param>
/// <param name="Message">For the person who did it.</param>
public sealed record Outcome(bool Done, string Message);

/// <summary>The actions of the page. Each asks anew who acts and whether they may, and names them in the journal.
/// </summary>
public sealed class Desk(PageSession session, Cluster cluster, TimeProvider time)
{
    /// <summary>Longest reason.</summary>
    public const int LongestReason = 200;

    private static readonly Outcome _gone = new(false, "There is nothing under this id any more.");
    private static readonly Outcome _forbidden = new(false, "Your role does not allow this.");

    /// <summary>Gives an exception to somebody.</summary>
    public async Task<Outcome> Assign(ExceptionView exception, string assignee)
    {
        var staff = await session.Current();
        if (!staff.MayDecide(exception.Report.Owner))
        {
            return _forbidden;
        }
        if (!Identifier.IsValid(assignee) || CardNumbers.AppearIn(assignee))
        {
            return new Outcome(false, "Name somebody by an id: letters, digits, dots and dashes.");
        }
        var done = await cluster.Ask<IExceptionCase, bool>(
            Key(staff, exception), c => c.Assign(assignee, staff.Client.Origin));
        return done ? new Outcome(true, $"Given to {assignee}.") : Closed();
    }

    /// <summary>Decides about an exception.</summary>
    /// <param name="exception">Which.</param>
    /// <param name="kind">Retry, edit or waive.</param>
    /// <param name="edits">New values, for an edit.</param>
    /// <param name="reason">Why; needed to waive.</param>
    /// <param name="decision">Id of the decision: the same click has one effect.</param>
    public async Task<Outcome> Decide(
        ExceptionView exception, ResolutionKind kind, ImmutableDictionary<string, string> edits, string? reason,
        string decision)
    {
        var staff = await session.Current();
        if (!staff.MayDecide(exception.Report.Owner))
        {
            return _forbidden;
        }
        if (Refusal(kind, reason, edits) is { } refusal)
        {
            return refusal;
        }
        var result = await cluster.Ask<IExceptionCase, ResolutionResult>(Key(staff, exception), c => c.Decide(
            decision, kind, edits, By(staff, reason)));
        return result switch
        {
            ResolutionResult.Resolved => new Outcome(true, kind switch
            {
                ResolutionKind.Waive => "Waived. The reason is in the journal.",
                ResolutionKind.Edit => "The new values are on their way.",
                _ => "It is tried again.",
            }),
            ResolutionResult.AlreadyResolved => Closed(),
            ResolutionResult.NotAllowed => new Outcome(false, "This cannot be decided about it."),
            _ => _gone,
        };
    }

    /// <summary>Records a fact about an order, or cancels it.</summary>
    public async Task<Outcome> Order(OrderId id, OrderAction action, string? reason, string command)
    {
        var staff = await session.Current();
        if (!staff.May(Scopes.OrdersWrite))
        {
            return _forbidden;
        }
        var (key, by) = (new OrderKey(staff.Tenant, id).ToString(), By(staff, reason));
        if (action == OrderAction.Cancel)
        {
            return await cluster.Ask<IOrder, CancelResult>(
                key, o => o.Cancel(new CancelOrder(command, null, by))) switch
            {
                CancelResult.Cancelled or CancelResult.AlreadyCancelled =>
                    new Outcome(true, "What was open is cancelled."),
                CancelResult.AlreadyFulfilled => new Outcome(false, "Nothing is open any more: it has left."),
                _ => _gone,
            };
        }
        var fact = new Handover(new FulfilmentId(command), null, time.GetUtcNow(), null, null, by);
        return await cluster.Ask<IOrder, RecordResult>(key, o => action == OrderAction.Ready
            ? o.RecordReadyForPickup(fact)
            : o.RecordPickup(fact)) switch
        {
            RecordResult.Recorded or RecordResult.AlreadyRecorded => new Outcome(true, "Recorded."),
            RecordResult.NotAccepted => new Outcome(false, "The order was not accepted, or is cancelled."),
            RecordResult.ExceedsOpen => new Outcome(false, "Nothing is open any more."),
            _ => _gone,
        };
    }

    /// <summary>Agrees to a requested return, or does not.</summary>
    public async Task<Outcome> Return(ReturnId id, bool approve, string? reason)
    {
        var staff = await session.Current();
        if (!staff.May(Scopes.ReturnsWrite))
        {
            return _forbidden;
        }
        var by = By(staff, reason);
        return await cluster.Ask<IReturn, ReturnChange>(
            new ReturnKey(staff.Tenant, id).ToString(), r => approve ? r.Approve(by) : r.Decline(by)) switch
        {
            ReturnChange.Done => new Outcome(true, approve ? "Approved." : "Declined."),
            ReturnChange.NotAllowed(var status) => new Outcome(
                false, $"It is {Shown.Words(Shown.Name(status))}: this is not possible any more."),
            _ => _gone,
        };
    }

    /// <summary>Sends documents again, or says what would be sent.</summary>
    public async Task<ReplayAnswer?> Replay(ReplayWish wish, bool dryRun, string reason, string command)
    {
        var staff = await session.Current();
        var may = staff.May(dryRun ? Scopes.OperationsRead : Scopes.OperationsWrite);
        return may && wish.IsBounded
            ? await new Replays(cluster).Run(staff.Client, command, wish, dryRun, reason)
            : null;
    }

    private static Outcome? Refusal(ResolutionKind kind, string? reason, ImmutableDictionary<string, string> edits) =>
        kind == ResolutionKind.Waive && string.IsNullOrWhiteSpace(reason)
            ? new Outcome(false, "Say why: the reason is kept for the audit.")
            : reason?.Length > LongestReason ? new Outcome(false, $"At most {LongestReason} characters.")
            : CardNumbers.AppearIn(reason ?? "") || edits.Values.Any(v => CardNumbers.AppearIn(v))
                ? new Outcome(false, "That looks like a card number. It is not kept.")
                : null;

    private static Outcome Closed() =>
        new(false, "It needs no decision any more: it has gone on, or somebody has decided.");

    private static Origin By(Staff staff, string? reason) => staff.Client.Origin with
    {
        Reason = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(),
    };

    private static string Key(Staff staff, ExceptionView exception) =>
        new ExceptionKey(staff.Tenant, exception.Id).ToString();
}

/// <summary>What can be done with an order on its page.</summary>
public enum OrderAction
{
    /// <summary>Nothing.</summary>
    Unknown,
    /// <summary>Cancel what is open.</summary>
    Cancel,
    /// <summary>The goods wait for the customer.</summary>
    Ready,
    /// <summary>The customer has collected.</summary>
    PickedUp,
}
