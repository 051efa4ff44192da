using System.Text.Json;
using RetailActors.Retail.Verify.Books;

namespace RetailActors.Retail.Day;

/// <summary>Customers who are known: what is known of them changes during the day, and the CRM learns it.</summary>
internal sealed class Members(DayContext day)
{
    /// <summary>Members of a day.</summary>
    public const int Count = 12;

    private const int MostChanges = 3;
    private static readonly string[] _segments = ["new", "regular", "gold"];

    /// <summary>They join in the morning and are changed until the evening; one in four leaves.</summary>
    public Task Live() => Task.WhenAll(Enumerable.Range(0, Count).Select(Live));

    /// <summary>What we have and what the CRM has: a line for the report, and what differs.</summary>
    public async Task<(DocumentRow Row, IReadOnlyList<string> Wrong)> Compare(BooksReader reader)
    {
        var theirs = new Dictionary<string, JsonElement>();
        await foreach (var item in reader.Read("crm", day.Cancellation))
        {
            if (item.Text("customer") is { } id && id.StartsWith(IdOf(""), StringComparison.Ordinal))
                theirs[id] = item;
        }
        var (wrong, posted) = (new List<string>(), 0);
        for (var i = 0; i < Count; i++)
        {
            var id = IdOf($"{i + 1}");
            var ours = await day.Api.Find($"/v1/customers/{id}", day.Cancellation);
            var (mine, record) = (What(ours), What(theirs.TryGetValue(id, out var found) ? found : null));
            if (mine == record)
                posted++;
            else
                wrong.Add($"Customer {id} is {mine} here and {record} in the CRM.");
        }
        return (new DocumentRow("crm", "customer-record", Count, posted, theirs.Count), wrong);
    }

    private static string What(JsonElement? customer) => customer is not { } c ? "nobody"
        : $"version {c.Number("version")}, {c.Text("segment")}, active {c.Field("active")}";

    private string IdOf(string number) => $"{day.Run}-member-{number}";

    private async Task Live(int number)
    {
        var chance = day.ChanceOf(-1 - number);
        var changes = 1 + chance.Next(MostChanges);
        await day.Hours.Until(0.02 + (chance.NextDouble() * 0.2), day.Cancellation);
        await Put(number, 0, true);
        for (var change = 1; change <= changes; change++)
        {
            await day.Hours.Until(0.25 + (change - chance.NextDouble()) * 0.2, day.Cancellation);
            await Put(number, change, change < changes || number % 4 != 3);
        }
    }

    private Task Put(int number, int change, bool active) => day.Api.Write(
        HttpMethod.Put, $"/v1/customers/{IdOf($"{number + 1}")}",
        JsonText.Of(new { segment = _segments[(number + change) % _segments.Length], active }), null,
        day.Cancellation);
}
