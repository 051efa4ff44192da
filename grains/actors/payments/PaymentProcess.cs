using System.Diagnostics;
using RetailActors.Adapters;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Payments;

/// <summary>Makes the calls that a payment owes to its provider, one at a time, and records what came of
/// them.</summary>
/// <remarks>What cannot be settled now stays in the outbox; the sweeper comes back to it. Grain turns only.</remarks>
public sealed class PaymentProcess(
    PaymentKey key, Ledger<Payment, PaymentEvent> ledger, IPaymentProviders providers, TimeProvider clock)
{
    /// <summary>Calls made in one go; a payment that needs more waits for the sweeper.</summary>
    public const int CallsInOneGo = 16;

    private Task? _driving;

    /// <summary>The operation that was asked for last, as far as this activation knows.</summary>
    private OperationId? _asked;

    /// <summary>Goes on until nothing is owed, or the provider cannot say. Joins a drive that is under way.</summary>
    public Task Drive() => _driving is { IsCompleted: false } ? _driving : _driving = Loop();

    /// <summary>
    /// Asks for the authorisation of a payment that somebody else owes to himself, and writes intent and answer as one
    /// append. Should the payment be there after all, it takes the answer in as a late one: the key was the same.
    /// </summary>
    /// <returns>False when the provider cannot be asked now.</returns>
    public Task<bool> AskFirst(Authorise command)
    {
        if (_driving is { IsCompleted: false } || ledger.IsLoaded)
        {
            return Task.FromResult(true);
        }
        var asking = First(command);
        _driving = asking;
        return asking;
    }

    private async Task<bool> First(Authorise command)
    {
        var (_, intent) = PaymentDecider.Decide(Payment.None, key, command, clock.GetUtcNow());
        var intended = intent.Aggregate(Payment.None, PaymentDecider.Evolve);
        var call = PaymentDecider.Calls(intended)[0];
        var answer = await Ask(call, command.Order);
        var now = clock.GetUtcNow();
        await ledger.Open(s => (true, s is Payment.Absent
            ? [.. intent, .. PaymentDecider.Decide(intended, call.Id, answer, now)]
            : PaymentDecider.Decide(s, call.Id, answer, now)));
        return answer is not ProviderAnswer.Unavailable;
    }

    private async Task Loop()
    {
        for (var i = 0; i < CallsInOneGo; i++)
        {
            var calls = PaymentDecider.Calls(ledger.Durable);
            if (calls.Count == 0)
            {
                return;
            }
            var answer = await Ask(calls[0], ((Payment.Opened)ledger.Durable).Order);
            await ledger.Commit(s => (true, PaymentDecider.Decide(s, calls[0].Id, answer, clock.GetUtcNow())));
            if (answer is ProviderAnswer.Unavailable || (answer is ProviderAnswer.Unknown && calls[0].LookUpFirst))
            {
                return;
            }
        }
    }

    private async Task<ProviderAnswer> Ask(PaymentCall call, OrderId order)
    {
        var provider = providers.Get(call.Provider);
        var request = new ProviderCall(
            key.Tenant, key.Id, order, call.Id, call.Kind, call.Amount, call.Method, call.OriginalReference,
            call.RequestedAt);
        using var span = Signals.Start("ask provider", ActivityKind.Client, ledger.TraceParent);
        span?.SetTag("provider", call.Provider).SetTag("operation", call.Kind.ToString());
        if (call.LookUpFirst || call.Id == _asked)
        {
            Signals.Retries.One(("account", $"payments:{call.Provider}"), ("what", "payment"));
        }
        _asked = call.Id;
        return call.LookUpFirst
            ? await provider.LookUp(request, CancellationToken.None)
            : await provider.Send(request, CancellationToken.None);
    }
}
