using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RetailActors.Sandbox.Books;

namespace RetailActors.Sandbox.Erp;

/// <summary>Stands in for Dynamics 365: OData entities, a draft that a bound action posts, unique integration
/// keys.</summary>
public sealed partial class Dynamics365System(string path, JsonBooks books, SandboxClock clock)
    : ErpSystem(path, books, clock)
{
    private static readonly JsonObject _deadlock = Dynamics365Shapes.Error(
        "DeadlockVictim", "The transaction was chosen as the victim of a deadlock and rolled back.");

    /// <inheritdoc/>
    protected override void MapRecords(IEndpointRouteBuilder system)
    {
        system.MapGet("/data/{set}", ServeInTurn(http => Task.FromResult(Query(http))));
        system.MapPost("/data/{set}", ServeInTurn(Create));
        system.MapPatch("/data/{entity}", ServeInTurn(Change));
        system.MapPost("/data/{entity}/Microsoft.Dynamics.DataEntities.post", ServeInTurn(
            http => Task.FromResult(Post(http))));
    }

    /// <inheritdoc/>
    protected override SandboxAnswer TooMuchAtOnce() => SandboxAnswer.Json(429, Dynamics365Shapes.Error(
        "0x80072326", "Number of concurrent requests exceeded the limit.")) with
    {
        Headers = [("Retry-After", "2")],
    };

    private SandboxAnswer Query(HttpContext http)
    {
        var query = http.Request.Query;
        if (Dynamics365Shapes.KindOf(Route(http, "set")) is not { } kind)
        {
            return NoResource();
        }
        var filter = KeyFilter().Match(query["$filter"].ToString());
        if (!filter.Success || query["$top"] != "1")
        {
            return SandboxAnswer.Json(400, Dynamics365Shapes.Error(
                "InvalidQuery", "Only $filter=IntegrationKey eq '…'&$top=1 is known here."));
        }
        var found = Ledger.Find(kind, filter.Groups[1].Value.Replace("''", "'", StringComparison.Ordinal));
        return SandboxAnswer.Json(200, new JsonObject
        {
            ["@odata.context"] = $"$metadata#{Route(http, "set")}",
            ["value"] = found is null ? [] : new JsonArray(Dynamics365Shapes.Entity(found)),
        });
    }

    private async Task<SandboxAnswer> Create(HttpContext http)
    {
        if (Dynamics365Shapes.KindOf(Route(http, "set")) is not { } kind)
        {
            return NoResource();
        }
        if (Dynamics365Shapes.Read(kind, await Read(http)) is not { } asked)
        {
            return SandboxAnswer.Json(
                400, Dynamics365Shapes.Error("FieldInvalid", "A field is missing or unreadable."));
        }
        if (IsDeadlocked())
        {
            return SandboxAnswer.Json(500, _deadlock.DeepClone());
        }
        return Ledger.Enter(asked, post: false) switch
        {
            ErpOutcome.Booked(var draft) => SandboxAnswer.Json(201, Dynamics365Shapes.Entity(draft)),
            // The unique index on the integration key does not ask whether the content is the same.
            ErpOutcome.Known or ErpOutcome.Refused { Code: "KeyReused" } => SandboxAnswer.Json(
                400, Dynamics365Shapes.Error("RecordExists", "Cannot create a record. The record already exists.")),
            var other => Refusal(other),
        };
    }

    private SandboxAnswer Post(HttpContext http)
    {
        if (Entity(http) is not var (kind, number))
        {
            return NoResource();
        }
        if (IsDeadlocked())
        {
            return SandboxAnswer.Json(500, _deadlock.DeepClone());
        }
        return Ledger.Post(kind, number) switch
        {
            ErpOutcome.Booked(var posted) => SandboxAnswer.Json(200, Dynamics365Shapes.Entity(posted)),
            ErpOutcome.Known => SandboxAnswer.Json(
                400, Dynamics365Shapes.Error("AlreadyPosted", "The document has already been posted.")),
            var other => Refusal(other),
        };
    }

    private async Task<SandboxAnswer> Change(HttpContext http)
    {
        if (Entity(http) is not var (kind, number))
        {
            return NoResource();
        }
        var body = await Read(http);
        if (body.Count != 1 || Dynamics365Shapes.DateOf(body) is not { } date)
        {
            return SandboxAnswer.Json(400, Dynamics365Shapes.Error("FieldInvalid", "Only PostingDate can be changed."));
        }
        return Ledger.Redate(kind, number, date) is ErpOutcome.Refused refused
            ? Refusal(refused)
            : new SandboxAnswer(204, "");
    }

    private static SandboxAnswer Refusal(ErpOutcome outcome) => outcome is ErpOutcome.Refused refused
        ? SandboxAnswer.Json(
            refused.Code == "RecordNotFound" ? 404 : 400, Dynamics365Shapes.Error(refused.Code, refused.Message))
        : throw new InvalidOperationException($"{outcome} is no refusal.");

    private static SandboxAnswer NoResource() => SandboxAnswer.Json(
        404, Dynamics365Shapes.Error("ResourceNotFound", "There is no such resource."));

    private static string Route(HttpContext http, string name) => (string)http.Request.RouteValues[name]!;

    private static (string Kind, string Number)? Entity(HttpContext http)
    {
        var key = EntityKey().Match(Route(http, "entity"));
        return key.Success && Dynamics365Shapes.KindOf(key.Groups["set"].Value) is { } kind
            && Dynamics365Shapes.NumberField(kind) == key.Groups["field"].Value
                ? (kind, key.Groups["number"].Value)
                : null;
    }

    [GeneratedRegex("^IntegrationKey eq '((?:[^']|'')*)'$", RegexOptions.Singleline)]
    private static partial Regex KeyFilter();

    [GeneratedRegex(@"^(?<set>\w+)\(dataAreaId='\w+',(?<field>\w+)='(?<number>[\w-]+)'\)$")]
    private static partial Regex EntityKey();
}
