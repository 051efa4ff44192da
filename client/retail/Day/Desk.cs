using System.Collections.Immutable;
using System.Text.Json;

namespace RetailActors.Retail.Day;

/// <summary>The people at the exception desk: they look at each exception and decide as its kind asks for.</summary>
internal sealed class Desk(DayContext day)
{
    /// <summary>Times that one exception is decided; it comes back when its entity fails again.</summary>
    private const int MaxRounds = 4;

    private readonly Dictionary<string, int> _rounds = [];

    /// <summary>What is on the desk already is nobody's concern today.</summary>
    public async Task LeaveWhatIsThere()
    {
        var list = await day.Api.Find("/v1/operations/worklists/exceptions", day.Cancellation);
        foreach (var row in list?.Items("rows") ?? [])
            _rounds[row.Text("key") ?? ""] = MaxRounds;
    }

    /// <summary>The shift of the day: at this time somebody sits down and works off what there is.</summary>
    public async Task Work(double at)
    {
        await day.Hours.Until(at, day.Cancellation);
        var decided = await Clear();
        day.Diary.Say($"the exception desk has decided {decided:N0} times");
    }

    /// <summary>Decides about everything that is open now; returns how much that was.</summary>
    public async Task<int> Clear()
    {
        var decided = 0;
        var list = await day.Api.Find("/v1/operations/worklists/exceptions", day.Cancellation);
        foreach (var row in list?.Items("rows") ?? [])
        {
            var id = row.Text("key") ?? "";
            var round = _rounds[id] = _rounds.GetValueOrDefault(id) + 1;
            if (row.Text("status") != "deciding" && round <= MaxRounds && await Decide(id, round))
                decided++;
        }
        return decided;
    }

    private async Task<bool> Decide(string id, int round)
    {
        var path = $"/v1/operations/exceptions/{id}";
        if (await day.Api.Find(path, day.Cancellation) is not { } exception)
            return false;
        var evidence = exception.Text("evidence") ?? "";
        var actions = exception.Items("actions").Select(a => a.ToString()).ToImmutableArray();
        var (action, body) = await Choose(exception, evidence, actions, round);
        var answer = await day.Post($"{path}/{action}", body, $"{day.Run}-{id}-{round}");
        if (!answer.IsSuccess && DayContext.Slug(answer) != "already-resolved")
        {
            day.Diary.Mishap($"exception {id} ({evidence}): {action} was answered {answer.Problem}");
            return false;
        }
        day.Diary.Decisions.Enqueue(new Decision(
            exception.Text("kind") ?? "", ClassOf(exception, evidence), exception.Text("owner") ?? "",
            exception.Text("group") ?? "", action, evidence));
        return true;
    }

    /// <summary>What somebody does who knows the trade.</summary>
    private async Task<(string Action, object Body)> Choose(
        JsonElement exception, string evidence, ImmutableArray<string> actions, int round)
    {
        var what = ClassOf(exception, evidence);
        if (exception.Text("kind") == "settlement-mismatch")
        {
            // A difference that we take, and a line that is about the operation that somebody has suggested.
            return what is "gross" or "unexpected-line" && actions.Contains("edit")
                ? ("edit", Edit("accept", "true", "as paid by the provider"))
                : ("waive", Waive($"{what}: claimed from the provider"));
        }
        if (exception.Text("kind") == "stock-discrepancy" && await Counted(exception) is { } onHand)
            return ("edit", Edit("onHand", $"{onHand}", "counted again"));
        var isLegible = !evidence.Contains("unreadable", StringComparison.Ordinal);
        return actions.Contains("retry") && round < MaxRounds && isLegible
            ? ("retry", new { reason = "the cause is repaired" })
            : ("waive", Waive("illegible, the store was called"));
    }

    /// <summary>What somebody finds who goes to the shelf: what is promised is there, and nothing besides.</summary>
    private async Task<long?> Counted(JsonElement exception)
    {
        if (exception.Text("entity")?.Split('/') is not [_, _, var sku, var location]
            || await day.Api.Find($"/v1/inventory/{sku}/{location}", day.Cancellation) is not { } stock)
            return null;
        return Math.Max(0, stock.Number("onHand") - stock.Number("available"));
    }

    private static string ClassOf(JsonElement exception, string evidence) => exception.Text("kind") switch
    {
        "settlement-mismatch" => evidence[..Math.Max(0, evidence.IndexOf(':'))],
        "posting-rejected" or "posting-dead-letter" =>
            exception.Text("part")?.Split(':') is [_, var document, ..] ? document : "",
        "webhook-failed" or "webhook-differs" => string.Join(' ', evidence.Split(' ').Take(2)),
        _ => exception.Text("part") ?? "",
    };

    private static object Edit(string field, string value, string reason) =>
        new { edits = new[] { new { field, value } }, reason };

    private static object Waive(string reason) => new { reason };
}
