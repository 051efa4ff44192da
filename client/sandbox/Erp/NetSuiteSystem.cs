using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RetailActors.Sandbox.Books;

namespace RetailActors.Sandbox.Erp;

/// <summary>Stands in for NetSuite: REST records that are put under their external id and are final at once.</summary>
public sealed class NetSuiteSystem(string path, JsonBooks books, SandboxClock clock) : ErpSystem(path, books, clock)
{
    private const string Records = "/services/rest/record/v1/";
    private const string ExternalId = "eid:";

    /// <inheritdoc/>
    protected override void MapRecords(IEndpointRouteBuilder system)
    {
        system.MapGet(Records + "{type}/{**id}", ServeInTurn(http => Task.FromResult(Show(http))));
        system.MapPut(Records + "{type}/{**id}", ServeInTurn(Upsert));
    }

    /// <inheritdoc/>
    protected override SandboxAnswer TooMuchAtOnce() => SandboxAnswer.Json(429, NetSuiteShapes.Error(
        429, "CONCURRENCY_LIMIT_EXCEEDED", "Concurrent request limit exceeded. Request blocked."));

    private SandboxAnswer Show(HttpContext http) => Address(http) is not var (kind, key)
        ? NoRecord()
        : Ledger.Find(kind, key) is { } found
            ? SandboxAnswer.Json(200, NetSuiteShapes.Record(found))
            : NoRecord();

    private async Task<SandboxAnswer> Upsert(HttpContext http)
    {
        if (Address(http) is not var (kind, key))
        {
            return NoRecord();
        }
        if (NetSuiteShapes.Read(kind, key, await Read(http), SalesOrder) is not { } asked)
        {
            return Error("INVALID_CONTENT", "A field is missing or unreadable.");
        }
        if (IsDeadlocked())
        {
            return SandboxAnswer.Json(500, NetSuiteShapes.Error(
                500, "RCRD_LOCK_ERROR", "The transaction was rolled back; the record is locked."));
        }
        return Ledger.Enter(asked, post: true) switch
        {
            ErpOutcome.Booked(var document) => Done(http, document),
            // An update that changes nothing.
            ErpOutcome.Known(var document) => Done(http, document),
            ErpOutcome.Refused refused => Error(NetSuiteShapes.CodeOf(refused.Code), refused.Message),
            var other => throw new InvalidOperationException($"{other} is no answer."),
        };
    }

    private SandboxAnswer Done(HttpContext http, ErpDocument document) => new(204, "")
    {
        Headers =
        [
            ("Location", $"{http.Request.Scheme}://{http.Request.Host}/sandbox/{Path}{Records}"
                + $"{NetSuiteShapes.TypeOf(document.Kind)}/{document.Sequence}"),
        ],
    };

    private string? SalesOrder(string key) => Ledger.Find(ErpKind.SalesOrder, key)?.Number;

    private static SandboxAnswer Error(string code, string detail) =>
        SandboxAnswer.Json(400, NetSuiteShapes.Error(400, code, detail));

    private static SandboxAnswer NoRecord() => SandboxAnswer.Json(404, NetSuiteShapes.Error(
        404, "NONEXISTENT_ID", "The record instance does not exist. Provide a valid record instance ID."));

    /// <summary>Record type and external id.</summary>
    private static (string Kind, string Key)? Address(HttpContext http)
    {
        var id = SandboxHttp.Segment(http);
        var kind = NetSuiteShapes.KindOf((string)http.Request.RouteValues["type"]!);
        return kind is not null && id.StartsWith(ExternalId, StringComparison.Ordinal)
            ? (kind, id[ExternalId.Length..])
            : null;
    }
}
