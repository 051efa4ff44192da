using Microsoft.Extensions.Logging;
using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Orders;

namespace RetailActors.Payments;

/// <summary>Tells the order of a payment what was moved without its asking, one by one, the oldest first.</summary>
/// <remarks>Whoever has asked for the operation does not wait for it: the order may be waiting for the payment at that
/// moment. What the order cannot take in now stays in the outbox for the sweeper. Grain turns only.</remarks>
public sealed partial class PaymentTelling(
    PaymentKey key, Ledger<Payment, PaymentEvent> ledger, IGrainFactory grains, TimeProvider clock, ILogger log,
    Action rest)
{
    /// <summary>Operations told in one go; a payment that has more waits for the sweeper.</summary>
    public const int ToldInOneGo = 16;

    private readonly Drive _drive = new(clock);

    /// <summary>Tells in the background what is untold.</summary>
    public void Start()
    {
        if (ledger.IsLoaded && PaymentDecider.Untold(ledger.Durable, key) is not null)
        {
            _drive.Begin(Loop, rest, e => LeftToSweeper(key.Id.Value, e.Message));
        }
    }

    /// <summary>Goes on until the order knows everything, or cannot take it in now. Joins what is under way.</summary>
    public Task Drive() => _drive.Join(Loop);

    /// <summary>Waits until what is under way has ended, for a bounded time.</summary>
    public Task Ended(CancellationToken cancellation) => _drive.Ended(cancellation);

    private async Task Loop()
    {
        for (var i = 0; i < ToldInOneGo && PaymentDecider.Untold(ledger.Durable, key) is { } moved; i++)
        {
            var order = new OrderKey(key.Tenant, ((Payment.Opened)ledger.Durable).Order);
            if (await grains.Actor<IOrder>(order.ToString()).RecordPayment(moved) != MoneyMovedResult.Recorded)
            {
                return;
            }
            await ledger.Commit(s => (true, PaymentDecider.Told(s, moved.Operation, clock.GetUtcNow())));
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Payment {Payment} leaves telling its order to the sweeper: {Cause}")]
    private partial void LeftToSweeper(string payment, string cause);
}
