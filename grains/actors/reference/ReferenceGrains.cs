using Orleans.Concurrency;
using RetailActors.Journal;

namespace RetailActors.Reference;

/// <summary>What three of the four reference shells have in common.</summary>
public sealed class ReferenceShell<T>(
    Ledgers ledgers, Grain grain, Fold<ReferenceState<T>, ReferenceEvent<T>> fold, Action deactivate) where T : class
{
    private readonly Ledger<ReferenceState<T>, ReferenceEvent<T>> _ledger = ledgers.For(grain, fold, deactivate);

    /// <inheritdoc cref="IReference{T}.Put"/>
    public Task<PutResult> Put(PutReference<T> command) =>
        _ledger.Commit(s => ReferenceDecider.Decide(s, command, ledgers.Clock.GetUtcNow())).AsTask();

    /// <inheritdoc cref="IReference{T}.Read"/>
    public Task<Versioned<T>?> Read() => _ledger.Read(ReferenceDecider.View).AsTask();
}

/// <summary>Shell of a product.</summary>
[Reentrant, GrainType("product")]
public sealed class ProductGrain : Grain, IProduct
{
    private readonly ReferenceShell<Product> _shell;

    /// <summary>Made by Orleans.</summary>
    public ProductGrain(Ledgers ledgers) => _shell = new(ledgers, this, ReferenceDecider.Products, DeactivateOnIdle);

    /// <inheritdoc/>
    public Task<PutResult> Put(PutReference<Product> command) => _shell.Put(command);

    /// <inheritdoc/>
    public Task<Versioned<Product>?> Read() => _shell.Read();
}

/// <summary>Shell of a list price.</summary>
[Reentrant, GrainType("price")]
public sealed class PriceGrain : Grain, IPrice
{
    private readonly ReferenceShell<Price> _shell;

    /// <summary>Made by Orleans.</summary>
    public PriceGrain(Ledgers ledgers) => _shell = new(ledgers, this, ReferenceDecider.Prices, DeactivateOnIdle);

    /// <inheritdoc/>
    public Task<PutResult> Put(PutReference<Price> command) => _shell.Put(command);

    /// <inheritdoc/>
    public Task<Versioned<Price>?> Read() => _shell.Read();
}

/// <summary>Shell of a location.</summary>
[Reentrant, GrainType("location")]
public sealed class LocationGrain : Grain, ILocation
{
    private readonly ReferenceShell<Location> _shell;

    /// <summary>Made by Orleans.</summary>
    public LocationGrain(Ledgers ledgers) =>
        _shell = new(ledgers, this, ReferenceDecider.Locations, DeactivateOnIdle);

    /// <inheritdoc/>
    public Task<PutResult> Put(PutReference<Location> command) => _shell.Put(command);

    /// <inheritdoc/>
    public Task<Versioned<Location>?> Read() => _shell.Read();
}
