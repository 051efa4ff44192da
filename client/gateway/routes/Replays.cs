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
    /// <param name="client">On whose behalf.</param>
    /// <param name="commandId">The same for every retry.</param>
    /// <param name="wish">Which documents.</param>
    /// <param name="dryRun">Only say.</param>
    /// <param name="reason">Why, for the audit.</param>
    public async ValueTask<ReplayAnswer> Run(
        ApiClient client, string commandId, ReplayWish wish, bool dryRun, string reason)
    {
        var (subjects, more) = await Subjects(client.Tenant, wish);
        var run = new Attempt(client, commandId, dryRun, reason);
        var items = new List<ReplayItem>();
        foreach (var subject in subjects)
        {
            await One(run, subject, wish, items);
        }
        return new ReplayAnswer(dryRun, more, [.. items]);
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

    private async ValueTask One(Attempt run, string subject, ReplayWish wish, List<ReplayItem> items)
    {
        var key = new PostingKey(run.Client.Tenant, subject).ToString();
        if (await cluster.Ask<IPosting, PostingView?>(key, p => p.Read()) is not { } view)
        {
            return;
        }
        var open = false;
        foreach (var document in view.Documents.Where(wish.Has))
        {
            var (action, difference) = Judge(document);
            items.Add(new ReplayItem(
                subject, document.Key, document.Account, document.Kind, document.Status, action, difference));
            if (!run.Dry && document.Status is DocumentStatus.Rejected or DocumentStatus.DeadLettered)
            {
                await Retry(run, key, document);
            }
            open |= action != "none";
        }
        if (open && !run.Dry)
        {
            await cluster.Tell<IPosting>(key, p => p.Resume());
        }
    }

    private ValueTask<ResolutionResult> Retry(Attempt run, string key, DocumentView document)
    {
        var kind = document.Status == DocumentStatus.Rejected ? "posting-rejected" : "posting-dead-letter";
        var exception = ExceptionKey.For(run.Client.Tenant, kind, $"posting/{key}", document.Key);
        return cluster.Ask<IExceptionCase, ResolutionResult>(exception.ToString(), c => c.Decide(
            $"{run.Id}.{exception.Id}", ResolutionKind.Retry, ImmutableDictionary<string, string>.Empty,
            run.Client.Origin with { Reason = run.Reason }));
    }

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

    private sealed record Attempt(ApiClient Client, string Id, bool Dry, string Reason);
}
