using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RetailActors.Sandbox.Books;

namespace RetailActors.Sandbox.Crm;

/// <summary>A CRM: one record for each customer, the latest version of it. An older one is answered and
/// ignored.</summary>
internal sealed class CrmSystem(JsonBooks books, SandboxClock clock) : SandboxSystem("crm", books, clock)
{
    private const int LongestSegment = 32;

    protected override void MapInterface(IEndpointRouteBuilder system)
    {
        system.MapPut("/v1/customers/{id}/versions/{version:long}", Serve(Put));
        system.MapGet("/v1/customers/{id}/versions/{version:long}", Serve(Show));
    }

    private static long Version(HttpContext http) =>
        long.Parse((string)http.Request.RouteValues["version"]!, CultureInfo.InvariantCulture);

    private static string Id(HttpContext http) => SandboxHttp.Segment(http, fromEnd: 2);

    private async Task<SandboxAnswer> Put(HttpContext http)
    {
        var (body, id, version) = (await Read(http), Id(http), Version(http));
        var segment = body["segment"]?.ToString();
        if (segment is not null && (segment.Length > LongestSegment
            || !segment.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')))
        {
            return SandboxAnswer.Json(422, new JsonObject
            {
                ["code"] = "unknown-segment", ["detail"] = "Segments are small letters, digits and hyphens.",
            });
        }
        var (document, changed) = Books.Change(id, (before, number) =>
            before is not null && before["version"]!.GetValue<long>() >= version ? null : new JsonObject
            {
                ["number"] = before?["number"]?.ToString() ?? $"CRM-{number}", ["customer"] = id,
                ["key"] = body["key"]?.DeepClone(), ["version"] = version, ["segment"] = segment,
                ["active"] = body["active"]?.DeepClone(),
                ["changes"] = (before?["changes"]?.GetValue<long>() ?? 0) + 1,
                ["changedAt"] = Clock.Now.ToString("O", CultureInfo.InvariantCulture),
            });
        return SandboxAnswer.Json(changed ? 201 : 200, document!);
    }

    private Task<SandboxAnswer> Show(HttpContext http) => Task.FromResult(
        Books.Find(Id(http)) is { } known && known["version"]!.GetValue<long>() >= Version(http)
            ? SandboxAnswer.Json(200, known)
            : SandboxAnswer.Json(404, new JsonObject { ["code"] = "not-found" }));
}
