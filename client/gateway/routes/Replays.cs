using System.Collections.Immutable;
using RetailActors.Operations;
using RetailActors.Postings;

namespace RetailActors.Gateway;

/// <summary>Which documents to send again.</summary>
/// <param name="Entity">Of one order, or of <c>customer:ID</c>.</param>
/// <param name="Account">Of one account.</param>
/// <param name="From">Planned then or later, UTC.</param>
/// <param name="To">Planned before, UTC.</param>
/// <param name="DeadLetters">Only what was given up.</param>
public sealed record ReplayWish(
    string? Entity, string? Account, DateTimeOffset? From, DateTimeOffset? To, bool DeadLetters)
{
    /// <summary>Whether it names anything at all.</summary>
    public bool IsBounded => Entity is not null || Account is not null || DeadLetters;

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', new[]
    {
        Entity, Account is null ? null : $"account {Account}", DeadLetters ? "dead letters" : null,
    }.OfType<string>());

    /// <summary>Whether a document is meant.</summary>
    public bool Has(DocumentView d) => (Account is null || d.Account == Account)
        && (From is null || d.PlannedAt >= From) && (To is null || d.PlannedAt < To)
        && (!DeadLetters || d.Status == DocumentStatus.DeadLettered);
}

/// <summary>Sends documents again, for the API and for the page. Nothing is done twice: what is on record is left
/// alone, what is in doubt is looked up first, and the key at the account stays the same.</summary>
public sealed class Replays(Cluster cluster)
{
    /// <summary>Most orders and customers looked at in one replay.</summary>
    public const int MaxEntities = 200;

    private static readonly ImmutableArray<string> _unfinished = ["exception", "failed", "awaiting-erp", "awaiting"];

    /// <summary>Does it, or only says what it would do.</summary>
    /// <param name="client">On whose behalf. What belongs to another role is left alone; IT may send all.</param>
    /// <param name="commandId">The same for every retry.</param>
    /// <param name="wish">Which documents.</param>
    /// <param name="dryRun">Only say.</param>
    /// <param name="reason">Why, for the audit.</param>
    /// <returns>Null: documents wait for a decision, and all of them for one of another role. Nothing was done.
    /// </returns>
    public async ValueTask<ReplayAnswer?> Run(
        ApiClient client, string commandId, ReplayWish wish, bool dryRun, string reason)
    {
        var (subjects, more) = await Subjects(client.Tenant, wish);
        var documents = new List<Found>();
        foreach (var subject in subjects)
        {
            documents.AddRange(await Look(client, subject, wish, dryRun));
        }
        if (!dryRun)
        {
            var failed = documents.Where(d => d.IsFailed).ToList();
            if (failed.Count > 0 && failed.TrueForAll(d => d.Other is not null))
            {
                return null;
            }
            await Send(new Attempt(client, commandId, reason), documents);
        }
        return new ReplayAnswer(dryRun, more, [.. documents.Select(d => d.Item)]);
    }

    private async ValueTask<(IReadOnlyList<string> Subjects, bool More)> Subjects(Tenant tenant, ReplayWish wish)
    {
        if (wish.Entity is { } entity)
        {
            return ([entity], false);
        }
        var waiting = await cluster.Ask<IDirectory, WaitingSummary>(tenant.Value, d => d.Waiting(
            new WaitingQuery("posting", _unfinished, MaxEntities)));
        return ([.. waiting.Rows.Select(r => r.Row.Key)], waiting.Total > waiting.Rows.Length);
    }

    private async ValueTask<List<Found>> Look(
        ApiClient client, string subject, ReplayWish wish, bool dryRun)
    {
        var key = new PostingKey(client.Tenant, subject).ToString();
        var found = new List<Found>();
        var view = await cluster.Ask<IPosting, PostingView?>(key, p => p.Read());
        foreach (var d in (view?.Documents ?? []).Where(wish.Has))
        {
            var exception = ExceptionOf(client.Tenant, key, d);
            var other = exception is { } desk ? await OtherOwner(client, desk) : null;
            var (action, difference) = other is null ? Judge(d) : ("none", $"{other} {Judge(d).Difference}");
            var preview = dryRun && other is null && exception is { } open ? await Preview(open) : null;
            var item = new ReplayItem(
                subject, d.Key, d.Account, d.Kind, d.Status, action, difference,
                preview is null ? null : FieldChange.Of(preview), preview?.Refused ?? preview?.NotKnown);
            found.Add(new Found(key, item, exception, other));
        }
        return found;
    }

    private async ValueTask Send(Attempt run, List<Found> documents)
    {
        foreach (var posting in documents.Where(d => d.Item.Action != "none").GroupBy(d => d.Posting))
        {
            foreach (var failed in posting.Where(d => d.IsFailed))
            {
                await Retry(run, failed.Exception!.Value);
            }
            await cluster.Tell<IPosting>(posting.Key, p => p.Resume());
        }
    }

    /// <summary>The exception about a document, or null when it waits for no decision.</summary>
    private static ExceptionKey? ExceptionOf(Tenant tenant, string posting, DocumentView d) => d.Status switch
    {
        DocumentStatus.Rejected => ExceptionKey.For(tenant, "posting-rejected", $"posting/{posting}", d.Key),
        DocumentStatus.DeadLettered => ExceptionKey.For(tenant, "posting-dead-letter", $"posting/{posting}", d.Key),
        _ => null,
    };

    /// <summary>Why somebody may not decide about a document, or null.</summary>
    private async ValueTask<string?> OtherOwner(ApiClient client, ExceptionKey exception) => client.MayReplayAll ? null
        : await cluster.Ask<IExceptionCase, ExceptionView?>(exception.ToString(), c => c.Read()) is not { } view
            ? "Left alone: it is not on the desk yet."
        : client.MayReplay(view.Report.Owner) ? null
        : $"Left alone: it belongs to {StaffRoles.NameOf(view.Report.Owner)}.";

    private ValueTask<DecisionPreview?> Preview(ExceptionKey exception) =>
        cluster.Ask<IExceptionCase, DecisionPreview?>(exception.ToString(), c => c.Preview(
            ResolutionKind.Retry, ImmutableDictionary<string, string>.Empty));

    private ValueTask<ResolutionResult> Retry(Attempt run, ExceptionKey exception) =>
        cluster.Ask<IExceptionCase, ResolutionResult>(exception.ToString(), c => c.Decide(
            $"{run.Id}.{exception.Id}", ResolutionKind.Retry, ImmutableDictionary<string, string>.Empty,
            run.Client.Origin with { Reason = run.Reason }));

    private static (string Action, string Difference) Judge(DocumentView d) => d.Status switch
    {
        DocumentStatus.Posted when d.Corrections.Length > 0 =>
            ("none", $"On record as {d.Number} with corrections: {string.Join(", ", d.Corrections.Select(Text))}."),
        DocumentStatus.Posted => ("none", $"On record as {d.Number}."),
        DocumentStatus.Waived => ("none", "Waived."),
        DocumentStatus.Rejected => ("send", $"Not on record: {d.Code}."),
        DocumentStatus.Pending => ("send", "Not on record; its turn is still to come."),
        DocumentStatus.DeadLettered => ("look-up", $"Not known: {d.Code}."),
        _ => ("look-up", "Not known: on its way."),
    };

    private static string Text(Correction c) => $"{c.Field} {c.Ours} -> {c.Theirs}";

    private sealed record Attempt(ApiClient Client, string Id, string Reason);

    /// <summary>A document that is meant.</summary>
    /// <param name="Posting">Grain key of its subject.</param>
    /// <param name="Item">What is said of it.</param>
    /// <param name="Exception">What has to be decided about it, or null.</param>
    /// <param name="Other">Why it is left alone, or null.</param>
    private sealed record Found(string Posting, ReplayItem Item, ExceptionKey? Exception, string? Other)
    {
        public bool IsFailed => Exception is not null;
    }
}
