using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using RetailActors.Postings;

namespace RetailActors.Adapters.Http;

/// <summary>
/// Gathers the fields in which another system has booked something else than it was asked for. What it does not say is
/// not compared; what it says and we cannot read differs.
/// </summary>
public sealed class Comparison
{
    /// <summary>Most differences kept of one document; a system that differs in more is another conversation.</summary>
    public const int MaxCorrections = 50;

    private readonly ImmutableArray<Correction>.Builder _corrections = ImmutableArray.CreateBuilder<Correction>();

    /// <summary>The differences, in the order in which they were found.</summary>
    public ImmutableArray<Correction> Corrections => _corrections.ToImmutable();

    /// <summary>Compares an amount.</summary>
    public Comparison Amount(string field, Money ours, JsonNode? theirs)
    {
        if (theirs is not null && Amounts.Read(theirs, ours.Currency) is var read && read != ours)
        {
            Add(field, Amounts.Text(ours), read is { } amount ? Amounts.Text(amount) : theirs.ToJsonString());
        }
        return this;
    }

    /// <summary>Compares a text: a currency, a reference.</summary>
    public Comparison Text(string field, string? ours, string? theirs)
    {
        if (theirs is not null && theirs != ours)
        {
            Add(field, ours ?? "", theirs);
        }
        return this;
    }

    /// <summary>Compares a day; of a time, its day counts.</summary>
    public Comparison Date(string field, DateOnly ours, string? theirs) => Text(
        field, ours.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        theirs is { Length: > 10 } ? theirs[..10] : theirs);

    /// <summary>Compares a number of units.</summary>
    public Comparison Quantity(string field, int ours, int? theirs) => Text(
        field, ours.ToString(CultureInfo.InvariantCulture), theirs?.ToString(CultureInfo.InvariantCulture));

    private void Add(string field, string ours, string theirs)
    {
        if (_corrections.Count < MaxCorrections)
        {
            _corrections.Add(new Correction(field, ours, Wording.Detail(theirs)));
        }
    }
}
