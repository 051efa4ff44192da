using System.Diagnostics;
using Microsoft.Extensions.Logging;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Webhooks;

/// <summary>Makes the calls that an endpoint owes: to the exception desk, and to deliveries that begin again.</summary>
/// <remarks>Only from durable state, one at a time. What fails stays in the outbox. Grain turns only.</remarks>
public sealed partial class WebhookEndpointProcess(
    EndpointKey key, Ledger<Endpoint, EndpointEvent> ledger, IGrainFactory grains, TimeProvider clock, ILogger log)
{
    /// <summary>Deliveries listed at once.</summary>
    public const int PageRows = 256;

    /// <summary>Deliveries told side by side.</summary>
    public const int SideBySide = 16;

    private Task? _driving;

    /// <summary>Makes what is owed in the background.</summary>
    public void Start()
    {
        if (ledger.Durable.Owes.Length > 0 && _driving is not { IsCompleted: false })
        {
            (_driving = Loop()).Watched(e => LeftToSweeper(key.ToString(), e.Message));
        }
    }

    private async Task Loop()
    {
        while (ledger.Durable.Owes is [var call, ..])
        {
            await Make(call);
            await ledger.Commit(s => (true, EndpointDecider.Done(s, call, clock.GetUtcNow())));
        }
    }

    private Task Make(string call) => call switch
    {
        EndpointDecider.ReportCall => EndpointDecider.Report(ledger.Durable, key) is { } report
            ? Case().Raise(report)
            : Task.CompletedTask,
        EndpointDecider.ClearCall => Case().Clear("enabled"),
        EndpointDecider.ReleaseCall => SendAgain("held"),
        EndpointDecider.ReplayCall => SendAgain("dead"),
        _ => throw new UnreachableException($"{call} is no call of an endpoint."),
    };

    /// <summary>All deliveries of a status, once through. Told twice, a delivery does nothing the second time.
    /// </summary>
    private async Task SendAgain(string status)
    {
        string? after = null;
        do
        {
            var page = await grains.Actor<IDirectory>(key.Tenant.Value)
                .List(new DirectoryQuery("webhook", status, key.Name, after, PageRows));
            foreach (var rows in page.Rows.Chunk(SideBySide))
            {
                await Task.WhenAll(rows.Select(
                    r => grains.Actor<IWebhookDelivery>($"{key.Tenant.Value}/{r.Key}").SendAgain()));
            }
            after = page.Next;
        }
        while (after is not null);
    }

    private IExceptionCase Case() => grains.Actor<IExceptionCase>(ExceptionKey.For(
        key.Tenant, EndpointDecider.GoneKind, $"webhook-endpoint/{key}", EndpointDecider.ItselfPart).ToString());

    [LoggerMessage(Level = LogLevel.Warning, Message = "Endpoint {Endpoint} leaves its calls to the sweeper: {Cause}")]
    private partial void LeftToSweeper(string endpoint, string cause);
}
