using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using RetailActors.Postings;

namespace RetailActors.Adapters.Http;

/// <summary>What the fields of a line are called in another system.</summary>
/// <param name="Reference">Our id of the line.</param>
/// <param name="Quantity">Its units.</param>
/// <param name="Amounts">Net and tax, or null in a document without prices.</param>
public sealed record LineFields(string Reference, string Quantity, (string Net, string Tax)? Amounts);

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
            Add(field, ours.ToDecimal(), read is { } amount ? amount.ToDecimal() : theirs.ToJsonString());
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

    /// <summary>Compares the lines of a document, each with the one that has its reference. A line that the other
    /// system has left out has none of its units; when it shows no lines at all, none are compared.</summary>
    public Comparison Lines(ImmutableArray<StepLine> ours, IEnumerable<JsonObject> theirs, LineFields fields)
    {
        // Units of one line may stand in two: they came back in different states.
        var open = theirs.GroupBy(line => line.Text(fields.Reference) ?? "", StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => new Queue<JsonObject>(g), StringComparer.Ordinal);
        foreach (var line in open.Count == 0 ? [] : ours)
        {
            var name = $"lines/{line.LineId.Value}";
            if (!open.TryGetValue(line.LineId.Value, out var known) || !known.TryDequeue(out var found))
            {
                Quantity($"{name}/quantity", line.Quantity, 0);
                continue;
            }
            Quantity($"{name}/quantity", line.Quantity, found.Number(fields.Quantity));
            if (fields.Amounts is var (net, tax))
            {
                Amount($"{name}/net", line.Net, found.Field(net)).Amount($"{name}/tax", line.Tax, found.Field(tax));
            }
        }
        return this;
    }

    private void Add(string field, string ours, string theirs)
    {
        if (_corrections.Count < MaxCorrections)
        {
            _corrections.Add(new Correction(field, ours, Wording.Detail(theirs)));
        }
    }
}
