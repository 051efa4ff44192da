using System.Collections.Immutable;

namespace RetailActors.Finance;

/// <summary>One side of an entry; more than zero for a debit, less than zero for a credit, never zero.</summary>
public sealed record EntryLine(Account Account, Money Amount);

/// <summary>A journal entry. In each currency its lines add up to nothing.</summary>
public sealed record Entry
{
    /// <summary>An entry of these lines; lines of nothing are left out.</summary>
    /// <exception cref="InvalidOperationException">It does not balance: a mistake of ours, never of the data.
    /// </exception>
    public Entry(string text, DateTimeOffset at, params IEnumerable<EntryLine> lines)
    {
        (Text, At, Lines) = (text, at, [.. lines.Where(l => l.Amount.Minor != 0)]);
        foreach (var group in Lines.GroupBy(l => l.Amount.Currency))
        {
            if (group.Aggregate(0L, (sum, l) => checked(sum + l.Amount.Minor)) is not 0 and var off)
            {
                throw new InvalidOperationException($"'{text}' is off by {off} {group.Key}.");
            }
        }
    }

    /// <summary>What it is about.</summary>
    public string Text { get; }

    /// <summary>Booking time, UTC.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Its lines.</summary>
    public ImmutableArray<EntryLine> Lines { get; }
}
