using System.Diagnostics;
using System.Security.Cryptography;
using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>
/// Does an operation. One that is done by hand stands in the trail of the day before it is done, and what came of it
/// afterwards: every operation of the scope <c>operations:write</c>, and whatever a client with a role changes, because
/// roles belong to people.
/// </summary>
public sealed class HandWork(ManualActions actions)
{
    private const Scopes Changing = Scopes.OrdersWrite | Scopes.StockWrite | Scopes.PaymentsWrite
        | Scopes.ReferenceWrite | Scopes.OperationsWrite | Scopes.ReturnsWrite;

    private const int LongestReason = 200;

    /// <summary>The one operation with fields of somebody else's document in its body.</summary>
    private const string Edit = "edit-exception";

    private static readonly Problem _full = new(
        409, "too-many-manual-actions", "Too much has been done by hand today",
        $"At most {AuditPage.MaxActions} actions a day (UTC) are kept. Nothing was done.");

    /// <summary>Serves a request that may go ahead.</summary>
    public ValueTask<Answer> Serve(Call call) => IsByHand(call) ? Noted(call) : call.Operation.Handler(call);

    private static bool IsByHand(Call call) =>
        (call.Operation.Scope == Scopes.OperationsWrite
            || ((call.Operation.Scope & Changing) != 0 && !call.Client.Roles.IsDefaultOrEmpty))
        && !(call.Operation.LooksFirst && call.Says("dryRun", true));

    private async ValueTask<Answer> Noted(Call call)
    {
        // The same for every repetition of a request: noted once, whatever becomes of the first attempt.
        var id = call.CommandId.Length > 0 ? call.CommandId : NewId();
        var by = call.Client.Origin with { Reason = call.Text("reason", LongestReason) };
        var action = new AuditAction(
            id, call.Now, by, NameOf(call.Operation.Name), AboutOf(call), ManualActions.RolesOf(call.Client),
            Activity.Current?.TraceId.ToHexString(),
            call.Operation.Name == Edit ? EditedFields.ForTrail(call) : null);
        if (await actions.Note(call.Tenant, action) is not { } trail)
        {
            return call.Refuse(_full);
        }
        var answer = await call.Operation.Handler(call);
        if (answer.Status < 500)
        {
            var outcome = call.Refused is { } slug ? $"{answer.Status} {slug}" : $"{answer.Status}";
            await actions.Conclude(trail, id, answer.Status < 400, outcome);
        }
        return answer;
    }

    private static string NewId() => $"http-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";

    /// <summary>As the page says it: <c>retry-exception</c> is <c>exception-retry</c>.</summary>
    private static string NameOf(string operation) =>
        operation.Split('-') is [var verb, var noun] ? $"{noun}-{verb}" : operation;

    private static string AboutOf(Call call)
    {
        var path = call.Http.Request.RouteValues.Values.OfType<string>().ToArray();
        var about = path.Length > 0
            ? string.Join('/', path)
            : call.Text("entity", Identifier.MaxLength) ?? call.Text("account", Identifier.MaxLength) ?? "-";
        return Array.TrueForAll(path, Identifier.IsValid) && !CardNumbers.AppearIn(about) ? about : "-";
    }
}
