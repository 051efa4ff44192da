using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
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
public sealed class Desk(PageSession session, Cluster cluster, ManualActions actions, TimeProvider time)
{
    /// <summary>Longest reason.</summary>
    public const int LongestReason = 200;

    private static readonly Outcome _gone = new(false, "There is nothing under this id any more.");
    private static readonly Outcome _forbidden = new(false, "Your role does not allow this.");

    private static readonly Outcome _notTheirs = new(false, "It belongs to another role. Nothing was done.");

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
        return await Audited(staff, "exception-assign", exception.Id, $"to {assignee}", NewId(), async by =>
            await cluster.Ask<IExceptionCase, bool>(Key(staff, exception), c => c.Assign(assignee, by))
                ? new Outcome(true, $"Given to {assignee}.")
                : Closed());
    }

    /// <summary>What a decision would change; null when nobody can say it now. Has no effect, and is no action.
    /// </summary>
    public async Task<DecisionPreview?> Preview(
        ExceptionView exception, ResolutionKind kind, ImmutableDictionary<string, string> edits)
    {
        var staff = await session.Current();
        if (!staff.May(Scopes.OperationsRead))
        {
            return null;
        }
        try
        {
            return await cluster.Ask<IExceptionCase, DecisionPreview?>(
                Key(staff, exception), c => c.Preview(kind, edits));
        }
        catch (Exception e) when (e is RecordUnreadableException || Cluster.IsUnavailable(e))
        {
            // It can be decided all the same.
            return null;
        }
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
        return await Audited(
            staff, $"exception-{Shown.Name(kind)}", exception.Id, reason, decision, async by => Told(kind,
                await cluster.Ask<IExceptionCase, ResolutionResult>(
                    Key(staff, exception), c => c.Decide(decision, kind, edits, by))), edits);
    }

    /// <summary>Records a fact about an order, or cancels it.</summary>
    public async Task<Outcome> Order(OrderId id, OrderAction action, string? reason, string command)
    {
        var staff = await session.Current();
        if (!staff.May(Scopes.OrdersWrite))
        {
            return _forbidden;
        }
        var key = new OrderKey(staff.Tenant, id).ToString();
        return await Audited(staff, $"order-{Shown.Name(action)}", id.Value, reason, command, by =>
            action == OrderAction.Cancel ? Cancel(key, command, by) : Hand(key, action, command, by));
    }

    /// <summary>Agrees to a requested return, or does not.</summary>
    public async Task<Outcome> Return(ReturnId id, bool approve, string? reason)
    {
        var staff = await session.Current();
        if (!staff.May(Scopes.ReturnsWrite))
        {
            return _forbidden;
        }
        return await Audited(staff, approve ? "return-approve" : "return-decline", id.Value, reason, NewId(),
            async by =>
            await cluster.Ask<IReturn, ReturnChange>(
                new ReturnKey(staff.Tenant, id).ToString(), r => approve ? r.Approve(by) : r.Decline(by)) switch
            {
                ReturnChange.Done => new Outcome(true, approve ? "Approved." : "Declined."),
                ReturnChange.NotAllowed(var status) => new Outcome(
                    false, $"It is {Shown.Words(Shown.Name(status))}: this is not possible any more."),
                _ => _gone,
            });
    }

    /// <summary>Sends documents again, or says what would be sent.</summary>
    /// <returns>The answer, or null and why there is none.</returns>
    public async Task<(ReplayAnswer? Answer, Outcome Outcome)> Replay(
        ReplayWish wish, bool dryRun, string reason, string command)
    {
        var staff = await session.Current();
        if (!staff.May(dryRun ? Scopes.OperationsRead : Scopes.OperationsWrite) || !wish.IsBounded)
        {
            return (null, _forbidden);
        }
        ReplayAnswer? answer = null;
        var outcome = dryRun
            ? await Answered(Run)
            : await Audited(staff, "replay", wish.ToString(), reason, command, _ => Run());
        return (outcome.Done ? answer : null, outcome);

        async Task<Outcome> Run()
        {
            answer = await new Replays(cluster).Run(staff.Client, command, wish, dryRun, reason);
            return answer is null
                ? _notTheirs
                : new Outcome(true, $"{answer.Items.Count(i => i.Action != "none")} documents.");
        }
    }

    /// <summary>Looks what could be tried again; changes nothing.</summary>
    public async Task<Outcome> PlanReplay(ReplayPlan plan, string reason)
    {
        var staff = await session.Current();
        if (!staff.May(Scopes.OperationsWrite))
        {
            return _forbidden;
        }
        if (BulkReplays.Refusal(plan) is { } wrong)
        {
            return new Outcome(false, $"{wrong.Field}: {wrong.Message}");
        }
        var replays = new BulkReplays(cluster);
        return await Answered(async () => await replays.Plan(staff.Client, NewId(), plan, reason) switch
        {
            PlanResult.Planned => new Outcome(true, "It looks now. Start it when it is ready."),
            PlanResult.TooMany => new Outcome(false, $"{BulkReplays.MaxMoving} replays are under way already."),
            _ => new Outcome(false, "A span of time is for IT: it belongs to several roles."),
        });
    }

    /// <summary>Starts a replay, or cancels it.</summary>
    public async Task<Outcome> ChangeReplay(string id, bool start, string reason)
    {
        var staff = await session.Current();
        if (!staff.May(Scopes.OperationsWrite))
        {
            return _forbidden;
        }
        return await Audited(staff, start ? "replay-start" : "replay-cancel", id, reason, NewId(), async by =>
            await new BulkReplays(cluster).Change(staff.Client, id, start, by) switch
            {
                null => _notTheirs,
                ReplayChange.Done => new Outcome(true, start ? "It is under way." : "It is cancelled."),
                ReplayChange.NotAllowed => new Outcome(false, "It still looks, or has ended."),
                _ => _gone,
            });
    }

    /// <summary>Nothing is done by hand that the trail does not have first.</summary>
    private async Task<Outcome> Audited(
        Staff staff, string what, string about, string? reason, string id, Func<Origin, Task<Outcome>> act,
        ImmutableDictionary<string, string>? edits = null)
    {
        if (CardNumbers.AppearIn(reason ?? "") || PersonalData.HasAddress(reason))
        {
            return new Outcome(false, "Leave card numbers and e-mail addresses out: what is stored is kept for good.");
        }
        var action = new AuditAction(
            id, time.GetUtcNow(), By(staff, reason), what, about, ManualActions.RolesOf(staff.Client),
            Activity.Current?.TraceId.ToHexString(), edits is { IsEmpty: false } ? edits : null);
        return await Answered(async () =>
        {
            if (await actions.Note(staff.Tenant, action) is not { } trail)
            {
                return new Outcome(false, "Too much has been done by hand today. Nothing was done.");
            }
            var outcome = await act(action.By);
            await actions.Conclude(trail, id, outcome.Done, outcome.Message);
            return outcome;
        });
    }

    /// <summary>Says so when no answer comes. What came of it is not known then: the trail has no outcome.</summary>
    private static async Task<Outcome> Answered(Func<Task<Outcome>> act)
    {
        try
        {
            return await act();
        }
        catch (RecordUnreadableException)
        {
            return new Outcome(false, "A stored record that this needs cannot be read until it is restored.");
        }
        catch (Exception e) when (Cluster.IsUnavailable(e))
        {
            return new Outcome(false, "The cluster does not answer right now. See whether it was done; try again.");
        }
    }

    private async Task<Outcome> Cancel(string key, string command, Origin by) =>
        await cluster.Ask<IOrder, CancelResult>(key, o => o.Cancel(new CancelOrder(command, null, by))) switch
        {
            CancelResult.Cancelled or CancelResult.AlreadyCancelled => new Outcome(true, "What was open is cancelled."),
            CancelResult.AlreadyFulfilled => new Outcome(false, "Nothing is open any more: it has left."),
            _ => _gone,
        };

    private async Task<Outcome> Hand(string key, OrderAction action, string command, Origin by)
    {
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

    private static Outcome Told(ResolutionKind kind, ResolutionResult result) => result switch
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

    /// <summary>A press of a button is one command, as a client's request with its idempotency key is.</summary>
    private static string NewId() => $"page-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";

    private static Outcome? Refusal(ResolutionKind kind, string? reason, ImmutableDictionary<string, string> edits) =>
        kind == ResolutionKind.Waive && string.IsNullOrWhiteSpace(reason)
            ? new Outcome(false, "Say why: the reason is kept for the audit.")
            : reason?.Length > LongestReason ? new Outcome(false, $"At most {LongestReason} characters.")
            : CardNumbers.AppearIn(reason ?? "") ? new Outcome(false, "That looks like a card number. It is not kept.")
            : EditedFields.Refusal(edits) is { } wrong ? new Outcome(false, wrong)
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
