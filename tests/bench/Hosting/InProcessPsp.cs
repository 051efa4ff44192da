using System.Collections.Concurrent;
using RetailActors.Adapters;
using RetailActors.Payments;

namespace RetailActors.Bench.Hosting;

/// <summary>
/// A payment provider inside the process, with books: one entry per operation key, the same key again gets the same
/// answer. It takes the network out of the measurement, not the protocol.
/// </summary>
/// <remarks>An entry is kept for one to two minutes, so that a long run does not measure the memory of its own
/// measuring; a key that comes back later than that would show in the check after the run.</remarks>
public sealed class InProcessPsp : IPaymentProviders, IPaymentProvider
{
    /// <summary>The token that is declined.</summary>
    public const string DeclinedToken = "tok_declined";

    private static readonly TimeSpan _generation = TimeSpan.FromMinutes(1);

    private readonly Lock _turn = new();
    private readonly TimeProvider _clock = TimeProvider.System;
    private volatile Books _books = new(new(), new(), TimeProvider.System.GetTimestamp());
    private long _authorised;
    private long _voided;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names { get; } = ["sandbox"];

    /// <inheritdoc/>
    public string Name => "sandbox";

    /// <summary>Authorisations in the books.</summary>
    public long Authorised => Interlocked.Read(ref _authorised);

    /// <summary>Voids in the books.</summary>
    public long Voided => Interlocked.Read(ref _voided);

    /// <inheritdoc/>
    public IPaymentProvider Get(string name) => this;

    /// <inheritdoc/>
    public ValueTask<ProviderAnswer> Send(ProviderCall call, CancellationToken cancellation)
    {
        var key = call.IdempotencyKey;
        var books = Current();
        if (books.Past.TryGetValue(key, out var known))
        {
            return ValueTask.FromResult(known);
        }
        var answer = Decide(call, key);
        if (!books.Present.TryAdd(key, answer))
        {
            return ValueTask.FromResult(books.Present[key]);
        }
        Count(call.Kind, answer);
        return ValueTask.FromResult(answer);
    }

    /// <inheritdoc/>
    public ValueTask<ProviderAnswer> LookUp(ProviderCall call, CancellationToken cancellation)
    {
        var books = Current();
        return ValueTask.FromResult(
            books.Present.TryGetValue(call.IdempotencyKey, out var answer)
            || books.Past.TryGetValue(call.IdempotencyKey, out answer)
                ? answer
                : new ProviderAnswer.NotFound());
    }

    private ProviderAnswer Decide(ProviderCall call, string key) => call.Method == DeclinedToken
        ? new ProviderAnswer.Declined("do-not-honour")
        : new ProviderAnswer.Approved($"psp-{key}", call.Amount, _clock.GetUtcNow());

    private void Count(OperationKind kind, ProviderAnswer answer)
    {
        if (answer is not ProviderAnswer.Approved)
        {
            return;
        }
        switch (kind)
        {
            case OperationKind.Authorise:
                Interlocked.Increment(ref _authorised);
                break;
            case OperationKind.Void:
                Interlocked.Increment(ref _voided);
                break;
        }
    }

    private Books Current()
    {
        var books = _books;
        if (_clock.GetElapsedTime(books.Since) < _generation)
        {
            return books;
        }
        lock (_turn)
        {
            return ReferenceEquals(books, _books)
                ? _books = new Books(new(), books.Present, _clock.GetTimestamp())
                : _books;
        }
    }

    private sealed record Books(
        ConcurrentDictionary<string, ProviderAnswer> Present, ConcurrentDictionary<string, ProviderAnswer> Past,
        long Since);
}
