using RetailActors.Payments;

namespace RetailActors.Tests.Simulation;

/// <summary>A payment of an order.</summary>
internal sealed class SimPayment
{
    /// <summary>How long a caller is kept waiting for the provider.</summary>
    private const long Patience = 4_000;

    private readonly SimClock _clock;
    private readonly SimProvider _provider;
    private readonly PaymentKey _key;
    private readonly Func<OrderId, MoneyMoved, Task<string?>> _tell;
    private bool _calling;
    private bool _telling;
    private int _attempts;

    public SimPayment(
        SimClock clock, SimProvider provider, PaymentKey key, Func<OrderId, MoneyMoved, Task<string?>> tell)
    {
        (_clock, _provider, _key, _tell) = (clock, provider, key, tell);
        Actor = new(clock, PaymentDecider.Fold) { Durable = Resume, Killed = () => _calling = _telling = false };
    }

    public SimActor<Payment, PaymentEvent> Actor { get; }

    public void Authorise(Authorise c, Action<AuthoriseResult> reply)
    {
        // A late copy may find an activation that has not read its journal.
        if (c.First && !_calling && (Actor.State is Payment.Absent || _clock.Chance(50)))
            AskFirst(c, reply);
        else
            Request(c, reply);
    }

    /// <summary>Intent and answer as one append; the order owes the call meanwhile.</summary>
    private void AskFirst(Authorise c, Action<AuthoriseResult> reply)
    {
        var (_, intent) = PaymentDecider.Decide(Payment.None, _key, c, _clock.Now);
        var intended = intent.Aggregate(Payment.None, PaymentDecider.Evolve);
        var call = PaymentDecider.Calls(intended)[0];
        var activation = Actor.Activation;
        _calling = true;
        _clock.Spawn(async () =>
        {
            var answer = await _provider.Ask(p => p.Do(_key.Id, call));
            if (activation != Actor.Activation)
                return;
            _calling = false;
            Actor.Commit<string>(s => ("", s is Payment.Absent
                ? [.. intent, .. PaymentDecider.Decide(intended, call.Id, answer, _clock.Now)]
                : PaymentDecider.Decide(s, call.Id, answer, _clock.Now)), _ => Request(c, reply));
        });
    }

    private void Request(Authorise c, Action<AuthoriseResult> reply) =>
        Actor.Commit(s => PaymentDecider.Decide(s, _key, c, _clock.Now), result => _clock.Spawn(async () =>
        {
            for (var i = 0; i < 4 && result is AuthoriseResult.Pending; i++)
            {
                await _clock.Sleep(Patience / 4);
                result = Actor.State is Payment.Opened ? PaymentDecider.ResultOf(Actor.State) : result;
            }
            reply(result);
        }));

    public void Operate(OperationKind kind, PaymentOperation c, Action<OperationResult> reply) =>
        Actor.Commit(s => PaymentDecider.Decide(s, kind, c, _clock.Now), reply);

    public void Resume()
    {
        Tell();
        Call();
    }

    private void Tell()
    {
        if (_telling || PaymentDecider.Untold(Actor.State, _key) is not { } moved)
            return;
        _telling = true;
        var (activation, order) = (Actor.Activation, ((Payment.Opened)Actor.State).Order);
        _clock.Spawn(async () =>
        {
            var answer = await _tell(order, moved);
            if (activation != Actor.Activation)
                return;
            _telling = false;
            if (answer == nameof(MoneyMovedResult.Recorded))
                Actor.Commit<object>(s => ("", PaymentDecider.Told(s, moved.Operation, _clock.Now)), null);
        });
    }

    private void Call()
    {
        if (_calling || PaymentDecider.Calls(Actor.State) is not [var call, ..])
            return;
        _calling = true;
        var activation = Actor.Activation;
        _clock.Spawn(async () =>
        {
            var key = _clock.Flaw == SimFlaw.NewKeyPerRetry ? new OperationId($"{call.Id}#{++_attempts}") : call.Id;
            var answer = call.LookUpFirst
                ? await _provider.Ask(p => p.LookUp(key))
                : await _provider.Ask(p => p.Do(_key.Id, call with { Id = key }));
            if (activation != Actor.Activation)
                return;
            _calling = false;
            Actor.Commit<object>(s => ("", PaymentDecider.Decide(s, call.Id, answer, _clock.Now)), null);
        });
    }
}
