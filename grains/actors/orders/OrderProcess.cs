using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Orders;

/// <summary>Carries an order from intake to its decision, and makes the calls that it owes afterwards.</summary>
/// <remarks>
/// While the order is being decided, what came of allocation and authorisation is kept together and written as one
/// append: both are durable at stock and payment and are asked again, with the same ids, should this activation end.
/// Calls that undo something are made only from durable state. Grain turns only.
/// </remarks>
public sealed partial class OrderProcess(
    OrderKey key, Ledger<Order, OrderEvent> ledger, OrderCalls calls, TimeProvider clock, ILogger log,
    Action rest)
{
    /// <summary>Rounds of calls in one go; an order that needs more waits for the sweeper.</summary>
    public const int RoundsInOneGo = 16;

    /// <summary>Times a pending payment is asked about before the sweeper takes over.</summary>
    public const int PatientRounds = 5;

    private Task? _deciding;
    private readonly Drive _drive = new(clock);

    /// <summary>Waits for the decision up to the caller's patience and tells what it is, or that there is none yet.
    /// </summary>
    public async Task<SubmitResult> Outcome(TimeSpan patience, bool already)
    {
        if (IsDeciding(ledger.Durable))
        {
            try
            {
                await Decision(already).WaitAsync(patience, clock);
            }
            catch (TimeoutException)
            {
                return OrderDecider.Answer(ledger.Durable, already);
            }
            Start();
        }
        return OrderDecider.Answer(ledger.Durable, already);
    }

    /// <summary>Makes what is owed in the background. What fails stays in the outbox for the sweeper.</summary>
    public void Start()
    {
        if (OrderDecider.Calls(ledger.Durable).Count > 0)
        {
            _drive.Begin(Loop, rest, e => LeftToSweeper(key.Id.Value, e.Message));
        }
        else
        {
            rest();
        }
    }

    /// <summary>Waits until what is under way has ended, for a bounded time.</summary>
    public Task Ended(CancellationToken cancellation) => _drive.Ended(cancellation);

    /// <summary>Goes on until nothing is owed or nothing moves. Joins a drive that is under way.</summary>
    public Task Drive() => _drive.Join(Loop);

    private static bool IsDeciding(Order s) => s.Stage == OrderStage.Deciding;

    private async Task Loop()
    {
        for (var round = 0; round < RoundsInOneGo; round++)
        {
            if (IsDeciding(ledger.Durable))
            {
                await Decision(again: true);
            }
            var owed = OrderDecider.Calls(ledger.Durable);
            if (owed.Count == 0 || IsDeciding(ledger.Durable) || !await Record(await calls.Make(owed, again: true)))
            {
                return;
            }
        }
    }

    private Task Decision(bool again) =>
        _deciding is { IsCompleted: false } ? _deciding : _deciding = Decide(again);

    private async Task Decide(bool again)
    {
        for (var round = 0; round < PatientRounds && IsDeciding(ledger.Durable); round++)
        {
            if (round > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250 * round), clock);
            }
            await Record(await Gather(again || round > 0));
        }
    }

    /// <summary>Asks stock, then payments, as far as the answers lead.</summary>
    private async Task<ImmutableArray<OrderFact>> Gather(bool again)
    {
        var facts = ImmutableArray.CreateBuilder<OrderFact>(2);
        var state = ledger.Durable;
        while (IsDeciding(state))
        {
            var answers = await calls.Make(Deciding(state), again);
            var events = OrderDecider.Decide(state, answers, clock.GetUtcNow());
            if (events.Length == 0)
            {
                break;
            }
            facts.AddRange(answers);
            foreach (var e in events)
            {
                state = OrderDecider.Evolve(state, e);
            }
        }
        return facts.DrainToImmutable();
    }

    /// <summary>What leads to the decision. The rest undoes or follows something and waits until that is durable.
    /// </summary>
    private static IReadOnlyList<OrderCall> Deciding(Order s)
    {
        var owed = OrderDecider.Calls(s);
        return owed.Count == 1 && s.Following.IsEmpty
            ? owed
            : [.. owed.Where(call => call is OrderCall.AllocateLines or OrderCall.AuthorisePayment)];
    }

    private async Task<bool> Record(ImmutableArray<OrderFact> facts)
    {
        var before = ledger.Version;
        if (facts.Length > 0)
        {
            await ledger.Commit(s => (true, OrderDecider.Decide(s, facts, clock.GetUtcNow())));
        }
        return ledger.Version != before;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Order {Order} leaves its owed calls to the sweeper: {Cause}")]
    private partial void LeftToSweeper(string order, string cause);
}
