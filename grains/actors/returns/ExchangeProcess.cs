using Microsoft.Extensions.Logging;
using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Orders;

namespace RetailActors.Returns;

/// <summary>Makes the calls that an exchange owes, one after the other.</summary>
/// <remarks>What cannot be settled now stays in the outbox; the sweeper comes back to it. Grain turns only.</remarks>
public sealed partial class ExchangeProcess(
    ExchangeKey key, Ledger<Exchange, ExchangeEvent> ledger, IGrainFactory grains, TimeProvider clock, ILogger log)
{
    /// <summary>Calls in one go; there are never more of them.</summary>
    public const int CallsInOneGo = 8;

    private readonly Drive _drive = new(clock);

    /// <summary>Goes on; what fails stays in the outbox for the sweeper. Never throws.</summary>
    public async Task Start()
    {
        try
        {
            await Drive();
        }
        catch (Exception e)
        {
            LeftToSweeper(key.Id.Value, e.Message);
        }
    }

    /// <summary>Goes on until nothing is owed or nothing moves. Joins a drive that is under way.</summary>
    public Task Drive() => _drive.Join(Loop);

    /// <summary>Waits until what is under way has ended, for a bounded time.</summary>
    public Task Ended(CancellationToken cancellation) => _drive.Ended(cancellation);

    private async Task Loop()
    {
        for (var i = 0; i < CallsInOneGo; i++)
        {
            if (ExchangeDecider.Call(ledger.Durable) is not { } call)
            {
                return;
            }
            var (fact, before) = (await Make(call), ledger.Version);
            await ledger.Commit(s => (true, ExchangeDecider.Decide(s, fact, clock.GetUtcNow())));
            if (ledger.Version == before)
            {
                return;
            }
        }
    }

    private async Task<ExchangeFact> Make(ExchangeCall call) => call switch
    {
        ExchangeCall.Claim c => new ExchangeFact.ReturnAnswered(await Return.Request(c.Request)),
        ExchangeCall.Submit c => new ExchangeFact.OrderAnswered(await NewOrder(c.Order).Submit(c.Order)),
        ExchangeCall.Approve => new ExchangeFact.ReturnChanged(await Return.DecideExchange(true, By)),
        ExchangeCall.Receive c => new ExchangeFact.ReturnChanged(await Return.RecordReceived(c.Fact)),
        ExchangeCall.Release => new ExchangeFact.ReturnChanged(await Return.DecideExchange(false, By)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private Origin By => ledger.Durable.Intake!.Command.By;

    private IReturn Return => grains.Actor<IReturn>(new ReturnKey(key.Tenant, key.Id.Return).ToString());

    private IOrder NewOrder(SubmitOrder order) =>
        grains.Actor<IOrder>(OrderKey.For(key.Tenant, order.Channel, order.ExternalId).ToString());

    [LoggerMessage(Level = LogLevel.Warning, Message = "Exchange {Exchange} leaves its call to the sweeper: {Cause}")]
    private partial void LeftToSweeper(string exchange, string cause);
}
