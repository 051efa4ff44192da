using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RetailActors.Bench.Seed;

/// <summary>The names that make one life differ from another of the same shape.</summary>
/// <param name="Order">Id of the order; payment and reservation ids are made from it.</param>
/// <param name="External">The channel's id.</param>
/// <param name="Sku">Its article.</param>
/// <param name="Location">Where it is fetched.</param>
public sealed record SeedNames(string Order, string External, string Sku, string Location);

/// <summary>A text of the journal in which names and times can be replaced: what a real order has written becomes what
/// another one would have written.</summary>
public sealed partial class SeedText
{
    private enum Part
    {
        Text,
        Order,
        External,
        Sku,
        Location,
        Time,
    }

    private readonly List<(Part Part, string Text, DateTimeOffset At)> _parts = [];

    /// <summary>Takes a text apart.</summary>
    /// <param name="text">As it was written.</param>
    /// <param name="names">The names in it.</param>
    public SeedText(string text, SeedNames names)
    {
        // The longest first: the external id may be a part of nothing else, but must not be looked for inside an id.
        (Part Part, string Name)[] known =
        [
            (Part.Order, names.Order), (Part.External, names.External), (Part.Sku, names.Sku),
            (Part.Location, names.Location),
        ];
        var pattern = new Regex(
            string.Join('|', known.Select(k => Regex.Escape(k.Name)).Append(Time().ToString())),
            RegexOptions.CultureInvariant);
        var from = 0;
        foreach (Match match in pattern.Matches(text))
        {
            Add(Part.Text, text[from..match.Index]);
            var part = Array.Find(known, k => k.Name == match.Value) is { Name: not null } found
                ? found.Part
                : Part.Time;
            Add(part, match.Value);
            from = match.Index + match.Length;
        }
        Add(Part.Text, text[from..]);
    }

    /// <summary>The text with other names, and all times moved.</summary>
    public string With(SeedNames names, TimeSpan later)
    {
        var text = new StringBuilder();
        foreach (var (part, literal, at) in _parts)
        {
            text.Append(part switch
            {
                Part.Order => names.Order,
                Part.External => names.External,
                Part.Sku => names.Sku,
                Part.Location => names.Location,
                Part.Time => (at + later).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture),
                _ => literal,
            });
        }
        return text.ToString();
    }

    private void Add(Part part, string text)
    {
        if (text.Length > 0)
        {
            _parts.Add((part, text, part == Part.Time
                ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
                : default));
        }
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+00:00|Z)")]
    private static partial Regex Time();
}
