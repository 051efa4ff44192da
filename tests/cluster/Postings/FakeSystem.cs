using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using RetailActors.Adapters;
using RetailActors.Postings;

namespace RetailActors.Tests.Outgoing;

/// <summary>What goes wrong with one call of a fake system.</summary>
public enum FakeFault
{
    None,
    /// <summary>Booked, and the answer is lost.</summary>
    LostAfter,
    /// <summary>Not booked, and the answer is lost.</summary>
    LostBefore,
    /// <summary>Not booked: down.</summary>
    Down,
    /// <summary>Not booked: too fast.</summary>
    TooFast,
    /// <summary>Refused for good.</summary>
    Refused,
    /// <summary>The adapter has a fault of its own.</summary>
    Throws,
}

/// <summary>One call as it arrived.</summary>
public sealed record FakeCall(
    string Account, string Key, DocumentKind Kind, bool LookUp, TimeSpan At, DocumentCall Call);

/// <summary>
/// A kind of outside system with its books in memory. Registered with
/// <c>builder.Services.AddSingleton&lt;ISystemKind&gt;(fake)</c> and an account with <c>Accounts:NAME:System</c> =
/// <c>fake</c>.
/// </summary>
public sealed class FakeSystem : ISystemKind
{
    private readonly ConcurrentDictionary<string, string> _books = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<FakeCall> _calls = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _number;

    /// <summary>Wrong on purpose: a system that is made now gets another key at each attempt.</summary>
    public static AsyncLocal<bool> NewKeyPerAttempt { get; } = new();

    private readonly bool _newKeys = NewKeyPerAttempt.Value;

    public string System { get; init; } = "fake";

    public string SandboxPath => "";

    public Capability Capability { get; init; } = new(
        ApiMaturity.IdempotentRest, 0, 64, 1, true, true, "immediate",
        [.. Enum.GetValues<DocumentKind>().Where(k => k != DocumentKind.Unknown)]);

    /// <summary>What goes wrong with a call; asked at each one.</summary>
    public Func<FakeCall, FakeFault> Faults { get; set; } = _ => FakeFault.None;

    /// <summary>A call waits for this before it is answered, or goes on at once.</summary>
    public Func<FakeCall, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>What it booked otherwise than asked for.</summary>
    public Func<DocumentCall, ImmutableArray<Correction>> Corrections { get; set; } = _ => [];

    /// <summary>Number by key.</summary>
    public IReadOnlyDictionary<string, string> Books => _books;

    /// <summary>All calls in the order of their arrival.</summary>
    public IReadOnlyList<FakeCall> Calls => [.. _calls];

    public IDocumentAdapter Open(AccountContext account) => new Adapter(this, account.Name);

    private async ValueTask<PostingAnswer> Answer(string account, DocumentCall call, bool lookUp)
    {
        var arrived = new FakeCall(account, call.Key, call.Kind, lookUp, _watch.Elapsed, call);
        _calls.Enqueue(arrived);
        await Before(arrived);
        switch (Faults(arrived))
        {
            case FakeFault.Down:
                return new PostingAnswer.Unavailable("down");
            case FakeFault.TooFast:
                return new PostingAnswer.Unavailable("rate-limited", TimeSpan.FromSeconds(1));
            case FakeFault.LostBefore:
                return new PostingAnswer.Lost("timeout");
            case FakeFault.Refused:
                return lookUp ? new PostingAnswer.Lost("garbage") : new PostingAnswer.Rejected("no-such-item", "No.");
            case FakeFault.Throws:
                throw new InvalidOperationException("The adapter is broken.");
            case FakeFault.LostAfter:
                Book(call, lookUp);
                return new PostingAnswer.Lost("timeout");
            default:
                return Book(call, lookUp) is { } number
                    ? new PostingAnswer.Posted(number, DateTimeOffset.UnixEpoch, Corrections(call))
                    : new PostingAnswer.NotFound();
        }
    }

    private string? Book(DocumentCall call, bool lookUp)
    {
        var key = _newKeys ? $"{call.Key}#{_calls.Count}" : call.Key;
        return lookUp
            ? _books.GetValueOrDefault(key)
            : _books.GetOrAdd(key, _ => $"F-{Interlocked.Increment(ref _number)}");
    }

    private sealed class Adapter(FakeSystem system, string account) : IDocumentAdapter
    {
        public ValueTask<PostingAnswer> Send(DocumentCall call, CancellationToken cancellation) =>
            system.Answer(account, call, false);

        public ValueTask<PostingAnswer> LookUp(DocumentCall call, CancellationToken cancellation) =>
            system.Answer(account, call, true);
    }
}
