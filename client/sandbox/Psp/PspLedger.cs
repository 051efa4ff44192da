using RetailActors.Payments;

namespace RetailActors.Sandbox.Psp;

/// <summary>What came of an operation at the provider.</summary>
internal enum PspVerdict : byte
{
    Approved,
    Declined,
    ExceedsAuthorised,
    ExceedsCaptured,
    UnknownOriginal,
    CurrencyMismatch,
}

/// <summary>One booked operation, small: a run of millions fits in memory. Its text is in the file.</summary>
internal struct PspEntry
{
    internal long Amount;
    internal long Offset;
    internal long AtTicks;
    internal ulong Fingerprint;
    internal long Captured;
    internal long Voided;
    internal long Refunded;
    internal short Currency;
    internal byte Kind;
    internal bool IsDeclined;
}

/// <summary>
/// The provider's own books in memory, and its own guards over them. Not safe for concurrent use: its owner locks.
/// </summary>
internal sealed class PspLedger
{
    internal const string ReferencePrefix = "psp_";
    internal const string DeclineCode = "card_declined";
    private const int ChunkBits = 14;
    private const int ChunkSize = 1 << ChunkBits;

    private readonly List<PspEntry[]> _chunks = [];
    private readonly List<Sums> _currencies = [];

    /// <summary>How many operations are booked; the sequence number of the last one.</summary>
    internal int Count { get; private set; }

    private long Declined { get; set; }

    /// <summary>The operation with this sequence number, 1 for the first.</summary>
    internal ref PspEntry this[int seq] => ref _chunks[(seq - 1) >> ChunkBits][(seq - 1) & (ChunkSize - 1)];

    internal Currency CurrencyOf(in PspEntry entry) => _currencies[entry.Currency].Currency;

    /// <summary>Says what the provider would answer, without booking it.</summary>
    internal PspVerdict Judge(PspOperation operation)
    {
        var amount = operation.Amount!.Value;
        if (operation.Operation == OperationKind.Authorise)
        {
            return operation.Method == PspTokens.Declined ? PspVerdict.Declined : PspVerdict.Approved;
        }
        var seq = SeqOf(operation.Original);
        if (seq == 0 || this[seq] is not { Kind: (byte)OperationKind.Authorise, IsDeclined: false })
        {
            return PspVerdict.UnknownOriginal;
        }
        ref var original = ref this[seq];
        if (CurrencyOf(original) != amount.Currency)
        {
            return PspVerdict.CurrencyMismatch;
        }
        return operation.Operation == OperationKind.Refund
            ? amount.Minor <= original.Captured - original.Refunded ? PspVerdict.Approved : PspVerdict.ExceedsCaptured
            : amount.Minor <= original.Amount - original.Captured - original.Voided
                ? PspVerdict.Approved
                : PspVerdict.ExceedsAuthorised;
    }

    /// <summary>Books an operation that was judged, and returns its sequence number.</summary>
    internal int Book(PspOperation operation, bool declined, DateTimeOffset at, long offset)
    {
        var amount = operation.Amount!.Value;
        var currency = IndexOf(amount.Currency);
        if (Count == _chunks.Count << ChunkBits)
        {
            _chunks.Add(new PspEntry[ChunkSize]);
        }
        var seq = ++Count;
        this[seq] = new PspEntry
        {
            Amount = amount.Minor,
            Offset = offset,
            AtTicks = at.UtcTicks,
            Fingerprint = operation.Fingerprint(),
            Currency = currency,
            Kind = (byte)operation.Operation,
            IsDeclined = declined,
        };
        if (declined)
        {
            Declined++;
            return seq;
        }
        Add(_currencies[currency], operation, amount.Minor);
        return seq;
    }

    private void Add(Sums sums, PspOperation operation, long minor)
    {
        switch (operation.Operation)
        {
            case OperationKind.Authorise:
                sums.Authorisations++;
                sums.Authorised += minor;
                break;
            case OperationKind.Capture:
                this[SeqOf(operation.Original)].Captured += minor;
                sums.Captured += minor;
                break;
            case OperationKind.Void:
                this[SeqOf(operation.Original)].Voided += minor;
                sums.Voided += minor;
                break;
            default:
                this[SeqOf(operation.Original)].Refunded += minor;
                sums.Refunded += minor;
                break;
        }
    }

    internal PspSummary Summary() => new(Count, Count - Declined, Declined,
        [.. _currencies.OrderBy(c => c.Currency.Value, StringComparer.Ordinal).Select(c => new PspTotals(
            c.Currency.Value, c.Authorisations, c.Authorised, c.Captured, c.Voided, c.Refunded))]);

    internal PspOperationView View(int seq)
    {
        ref var entry = ref this[seq];
        return new PspOperationView(
            entry.IsDeclined ? "declined" : "approved", $"{ReferencePrefix}{seq}",
            new Money(entry.Amount, CurrencyOf(entry)), new DateTimeOffset(entry.AtTicks, TimeSpan.Zero),
            entry.IsDeclined ? DeclineCode : null);
    }

    private int SeqOf(string? reference) =>
        reference is not null && reference.StartsWith(ReferencePrefix, StringComparison.Ordinal)
        && int.TryParse(reference.AsSpan(ReferencePrefix.Length), out var seq) && seq >= 1 && seq <= Count ? seq : 0;

    private short IndexOf(Currency currency)
    {
        for (var i = 0; i < _currencies.Count; i++)
        {
            if (_currencies[i].Currency == currency)
            {
                return (short)i;
            }
        }
        _currencies.Add(new Sums(currency));
        return (short)(_currencies.Count - 1);
    }

    private sealed class Sums(Currency currency)
    {
        internal Currency Currency { get; } = currency;
        internal long Authorisations { get; set; }
        internal long Authorised { get; set; }
        internal long Captured { get; set; }
        internal long Voided { get; set; }
        internal long Refunded { get; set; }
    }
}
