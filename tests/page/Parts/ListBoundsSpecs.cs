using RetailActors.Gateway;

namespace RetailActors.Tests.Page.Parts;

/// <summary>What a table that shows a part of a list says and saves.</summary>
public sealed class ListBoundsSpecs
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1_000, 1_000)]
    [InlineData(2_345, 2_345)]
    [InlineData(30_000, ListBounds.MaxExported)]
    public async Task A_file_has_every_row_once_up_to_its_bound(int there, int saved)
    {
        var asked = 0;
        var rows = await ListBounds.All<int, string>((after, limit) =>
        {
            asked++;
            var from = int.Parse(after ?? "0");
            IReadOnlyList<int> page = [.. Enumerable.Range(from, Math.Min(limit, there - from))];
            return Task.FromResult((page, from + page.Count < there ? $"{from + page.Count}" : null));
        });
        rows.ShouldBe(Enumerable.Range(0, saved));
        asked.ShouldBeLessThanOrEqualTo(ListBounds.MaxExported / ListBounds.PageRows);
    }

    [Fact]
    public void It_is_said_what_heads_and_search_are_about()
    {
        ListBounds.OfList(50).ShouldBe(
            "Search and heads go over the 50 rows shown. Export has all that fit, up to 10,000.");
        ListBounds.OfWorklist(50).ShouldBe("A head sorts the 50 rows shown; search and order go over all. "
            + "Export has all that fit, up to 10,000.");
    }
}
