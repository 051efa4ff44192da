using System.Collections.Immutable;
using RetailActors.Operations;
using RetailActors.Postings;

namespace RetailActors.Gateway;

/// <summary>Sends documents again. Nothing is done twice: what is on record is left alone, what is in doubt is looked
/// up first, and the key at the account stays the same.</summary>
public static class ReplayRoutes
{
    /// <summary>Most orders and customers looked at in one replay.</summary>
    public const int MaxEntities = 200;

    private static readonly ImmutableArray<string> _unfinished = ["exception", "awaiting-erp", "awaiting"];

    /// <summary><c>POST /v1/operations/replays</c>.</summary>
    public static async ValueTask<Answer> Replay(Call call)
    {
        var body = call.Body;
        var wanted = new Wanted(
            body.OptionalId("entity"), body.OptionalId("account"), body.Time("from"), body.Time("to"),
            body.Flag("deadLetters", false));
        var dryRun = body.Flag("dryRun", true);
        body.Done();
        if (wanted is { Entity: null, Account: null, DeadLetters: false })
        {
            call.Faults.Add("entity", "required", "An entity, an account or deadLetters.");
        }
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var (subjects, more) = await Subjects(call, wanted);
        var items = new List<ReplayItem>();
        foreach (var subject in subjects)
        {
            await One(call, subject, wanted, dryRun, items);
        }
        return call.Reply(200, new ReplayAnswer(dryRun, more, [.. items]), GatewayJson.Default.ReplayAnswer);
    }

    private static async ValueTask<(IReadOnlyList<string> Subjects, bool More)> Subjects(Call call, Wanted wanted)
    {
        if (wanted.Entity is { } entity)
        {
            return ([entity], false);
        }
        var waiting = await call.Cluster.Ask<IDirectory, WaitingSummary>(call.Tenant.Value, d => d.Waiting(
            new WaitingQuery("posting", _unfinished, MaxEntities)));
        return ([.. waiting.Rows.Select(r => r.Row.Key)], waiting.Total > waiting.Rows.Length);
    }

    private static async ValueTask One(
        Call call, string subject, Wanted wanted, bool dryRun, List<ReplayItem> items)
    {
        var key = new PostingKey(call.Tenant, subject).ToString();
        if (await call.Cluster.Ask<IPosting, PostingView?>(key, p => p.Read()) is not { } view)
        {
            return;
        }
        var open = false;
        foreach (var document in view.Documents.Where(wanted.Has))
        {
            var (action, difference) = Judge(document);
            items.Add(new ReplayItem(
                subject, document.Key, document.Account, document.Kind, document.Status, action, difference));
            if (!dryRun && document.Status is DocumentStatus.Rejected or DocumentStatus.DeadLettered)
            {
                await Retry(call, key, document);
            }
            open |= action != "none";
        }
        if (open && !dryRun)
        {
            await call.Cluster.Tell<IPosting>(key, p => p.Resume());
        }
    }

    private static ValueTask<ResolutionResult> Retry(Call call, string key, DocumentView document)
    {
        var kind = document.Status == DocumentStatus.Rejected ? "posting-rejected" : "posting-dead-letter";
        var exception = ExceptionKey.For(call.Tenant, kind, $"posting/{key}", document.Key);
        return call.Cluster.Ask<IExceptionCase, ResolutionResult>(exception.ToString(), c => c.Decide(
            $"{call.CommandId}.{exception.Id}", ResolutionKind.Retry, ImmutableDictionary<string, string>.Empty,
            call.Client.Origin with { Reason = "replay" }));
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

    private sealed record Wanted(
        string? Entity, string? Account, DateTimeOffset? From, DateTimeOffset? To, bool DeadLetters)
    {
        public bool Has(DocumentView d) => (Account is null || d.Account == Account)
            && (From is null || d.PlannedAt >= From) && (To is null || d.PlannedAt < To)
            && (!DeadLetters || d.Status == DocumentStatus.DeadLettered);
    }
}
