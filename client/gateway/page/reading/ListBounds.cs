using System.Text.Json;
using RetailActors.Operations;
using RetailActors.Orders;

namespace RetailActors.Gateway;

/// <summary>What the tables of the page do with lists that are longer than a page.</summary>
public static class ListBounds
{
    /// <summary>Most rows of an exported file.</summary>
    public const int MaxExported = 10_000;

    /// <summary>Rows of one question while a file is made.</summary>
    public const int PageRows = 1_000;

    /// <summary>Said beside a table of a part of a worklist, where search and order are the database's.</summary>
    public static string OfWorklist(int shown) => $"A head sorts the {Shown.Count(shown)} rows shown; search and order "
        + $"go over all. {OfFile}";

    /// <summary>Said beside a table of a part of a list.</summary>
    public static string OfList(int shown) => $"Search and heads go over the {Shown.Count(shown)} rows shown. {OfFile}";

    /// <summary>Said beside the timeline of an order when there was more than is told; null when it is whole.</summary>
    public static string? OfTimeline(IReadOnlyList<LineageStep> steps)
    {
        if (steps is not [.., { Actor: TimelineStep.Lineage } last])
        {
            return null;
        }
        using var json = JsonDocument.Parse(last.Detail);
        var (journals, earlier) = (
            json.RootElement.GetProperty("streams").GetInt32(), json.RootElement.GetProperty("steps").GetInt32());
        return $"Not everything is shown: {Shown.Count(earlier)} earlier steps and {Shown.Count(journals)} further "
            + "journals were left off.";
    }

    /// <summary>All rows of a list, up to <see cref="MaxExported"/>, page by page.</summary>
    /// <param name="page">Reads so many rows after a key, and where to go on; null at the end.</param>
    public static async Task<IReadOnlyList<T>> All<T, TPlace>(
        Func<TPlace?, int, Task<(IReadOnlyList<T> Rows, TPlace? Next)>> page) where TPlace : class
    {
        var all = new List<T>();
        TPlace? after = null;
        while (all.Count < MaxExported)
        {
            var (rows, next) = await page(after, Math.Min(PageRows, MaxExported - all.Count));
            all.AddRange(rows);
            if ((after = next) is null)
            {
                break;
            }
        }
        return all;
    }

    /// <summary>The same for the directory.</summary>
    public static Task<IReadOnlyList<DirectoryRow>> All(Cluster cluster, Tenant tenant, DirectoryQuery query) =>
        All<DirectoryRow, string>(async (after, limit) =>
        {
            var page = await cluster.Ask<IDirectory, DirectoryPage>(
                tenant.Value, d => d.List(query with { After = after, Limit = limit }));
            return (page.Rows, page.Next);
        });

    private static string OfFile => $"Export has all that fit, up to {Shown.Count(MaxExported)}.";
}
