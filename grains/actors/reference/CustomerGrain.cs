using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using RetailActors.Adapters;
using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Postings;

namespace RetailActors.Reference;

/// <summary>Shell of a customer; tells each version to the systems outside.</summary>
[Reentrant, GrainType("customer")]
public sealed partial class CustomerGrain : Grain, ICustomer
{
    private readonly ReferenceKey _key;
    private readonly TimeProvider _clock;
    private readonly CustomerRules _rules;
    private readonly bool _tells;
    private readonly Ledger<CustomerState, CustomerEvent> _ledger;
    private readonly ILogger _log;

    /// <summary>Made by Orleans.</summary>
    public CustomerGrain(Ledgers ledgers, CustomerRules rules, IAccounts accounts, ILogger<CustomerGrain> log)
    {
        _key = ReferenceKey.Parse(this.GetPrimaryKeyString());
        (_clock, _rules, _log) = (ledgers.Clock, rules, log);
        // Customers belong to no channel: an account of one channel does not hear of them.
        _tells = accounts.Rules.Any(r => r.Channel is null
            && (r.Kinds.Contains(DocumentKind.CustomerRecord) || r.Kinds.Contains(DocumentKind.BusinessEvent)));
        _ledger = ledgers.For(this, CustomerDecider.Fold, DeactivateOnIdle);
    }

    /// <inheritdoc/>
    public async Task<PutResult> Put(PutReference<Customer> command)
    {
        var result = await _ledger.Commit(
            s => CustomerDecider.Decide(s, command, _rules, _tells, _clock.GetUtcNow()));
        Tell().Watched(e => LeftToSweeper(_key.Id, e.Message));
        return result;
    }

    /// <inheritdoc/>
    public Task<Versioned<Customer>?> Read() => _ledger.Read(CustomerDecider.View).AsTask();

    /// <inheritdoc/>
    public async Task Resume()
    {
        await _ledger.TakeUp();
        await Tell();
    }

    private async Task Tell()
    {
        var id = new CustomerId(_key.Id);
        if (CustomerDecider.StepOf(_ledger.Durable, id) is { } step)
        {
            await GrainFactory.Actor<IPosting>(PostingKey.Of(_key.Tenant, id).ToString()).Record([step]);
            await _ledger.Commit(s => (true, CustomerDecider.Told(s, step.Version)));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Customer {Customer} is told by the sweeper: {Cause}")]
    private partial void LeftToSweeper(string customer, string cause);
}
