using System.Globalization;
using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>Reads what was done by hand.</summary>
public static class AuditRoutes
{
    private const string Form = "yyyy-MM-dd";

    /// <summary><c>GET /v1/operations/audit</c>.</summary>
    public static async ValueTask<Answer> Read(Call call)
    {
        var (after, limit) = Paging.Read(call);
        var (who, entity, day) = (call.QueryId("who"), call.QueryId("entity"), Day(call));
        var before = (int?)null;
        if (after is not null)
        {
            if (int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var place))
            {
                before = place;
            }
            else
            {
                call.Faults.Add("cursor", "invalid-cursor", "Use the next member of the page before.");
            }
        }
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var found = await call.Cluster.Ask<IAuditTrail, AuditFindings>(
            new AuditKey(call.Tenant, day).ToString(), t => t.Search(new AuditSearch(who, entity, before, limit)));
        return call.Reply(
            200, new AuditAnswer(
                day.ToString(Form, CultureInfo.InvariantCulture), [.. found.Lines.Select(Item)],
                Paging.Cursor(found.Next?.ToString(CultureInfo.InvariantCulture))),
            GatewayJson.Default.AuditAnswer);
    }

    private static DateOnly Day(Call call)
    {
        var values = call.Http.Request.Query["day"];
        if (values.Count == 0)
        {
            return DateOnly.FromDateTime(call.Now.UtcDateTime);
        }
        if (values.Count == 1
            && DateOnly.TryParseExact(values[0], Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is > 1999 and < 2100)
        {
            return day;
        }
        call.Faults.Add("day", "invalid-day", "A day (UTC) as 2026-11-27.");
        return default;
    }

    private static AuditItem Item(AuditLine line) => new(
        line.Action.Id, line.Action.At, line.Action.By.Client, line.Action.Roles?.Split(',') ?? [], line.Action.What,
        line.Action.About, line.Action.By.Reason, line.Done, line.Outcome, line.Action.TraceId,
        EditedFields.Answer(line.Action.Edits));
}
