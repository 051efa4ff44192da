using Microsoft.Extensions.Logging;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Inventory;

/// <summary>Makes the calls that a stock actor owes to others: discrepancies to the exception desk, transfers to the
/// place
/// where they go. Most stock actors never owe any.</summary>
/// <remarks>Only from durable state, one at a time. What fails stays in the outbox; the sweeper comes back to it. Grain
/// turns only.</remarks>
public sealed partial class StockProcess(
    StockKey key, Ledger<Stock, StockEvent> ledger, IGrainFactory grains, ILogger log)
{
    /// <summary>Calls made in one go; an actor that needs more waits for the sweeper.</summary>
    public const int CallsInOneGo = 64;

    private const string Kind = "stock-discrepancy";

    private Task? _driving;

    /// <summary>Makes what is owed in the background.</summary>
    public void Start()
    {
        if (StockDecider.Calls(ledger.Durable).Count > 0)
        {
            Drive().Watched(e => LeftToSweeper(key.ToString(), e.Message));
        }
    }

    /// <summary>Goes on until nothing is owed. Joins a drive that is under way.</summary>
    public Task Drive() => _driving is { IsCompleted: false } ? _driving : _driving = Loop();

    private async Task Loop()
    {
        for (var i = 0; i < CallsInOneGo && StockDecider.Calls(ledger.Durable) is [var call, ..]; i++)
        {
            await Make(call);
            await ledger.Commit(s => (true, StockDecider.Made(s, call)));
        }
    }

    private Task Make(StockCall call) => call switch
    {
        StockCall.Report r => Case(r.Part).Raise(new ExceptionReport(
            Kind, Entity, r.Part, key.Location.Value, Role.Operations, r.Evidence, r.At,
            r.At + StockDecider.DecisionTime, [ResolutionKind.Edit, ResolutionKind.Waive])),
        StockCall.Clear c => Case(c.Part).Clear("settled"),
        StockCall.Announce a => grains.Actor<IStock>(new StockKey(key.Tenant, key.Sku, a.To).ToString())
            .RecordMovement(a.Incoming),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private IExceptionCase Case(string part) =>
        grains.Actor<IExceptionCase>(ExceptionKey.For(key.Tenant, Kind, Entity, part).ToString());

    private string Entity => $"stock/{key}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stock {Stock} leaves its owed calls to the sweeper: {Cause}")]
    private partial void LeftToSweeper(string stock, string cause);
}
