using RetailActors.Journal;

namespace RetailActors.Tests.Journal;

/// <content>What may move, and who moves it.</content>
public abstract partial class ArchiveConformance
{
    [Fact]
    public async Task Only_closed_old_streams_that_owe_nothing_can_move()
    {
        await Close("closed", 5);
        await Close("open", 5, status: "accepted");
        await Close("other", 5, tenant: "other");
        await Close("owes", 5, put: "call");
        await Close("short", 3);
        await Close("young", 5, seconds: 3_600);
        // Changed later in a way that its row in the directory does not show.
        await Close("later", 5);
        await Write(Append("order/acme/later", 6) with { At = Noon.AddHours(1) });
        (await Closed(Noon.AddMinutes(1))).ShouldBe(["order/acme/closed"]);
        (await Closed(Noon.AddHours(2))).ShouldBe(["order/acme/closed", "order/acme/later", "order/acme/young"]);
        await Move("order/acme/closed");
        (await Closed(Noon.AddMinutes(1))).ShouldBeEmpty();
        await Fill("order/acme/closed", 7, from: 6);
        (await Closed(Noon.AddMinutes(1))).ShouldBe(["order/acme/closed"]);
    }

    [Fact]
    public async Task The_directory_is_looked_through_page_by_page()
    {
        const int rows = ArchiveBounds.RowsPerPage + 5;
        await Store.Append([.. Enumerable.Range(0, rows).Select(i => Append($"order/acme/{i:d4}", 1) with
        {
            Index = new("order", $"{i:d4}", "completed", "web", "{}"),
        })], Cancel);
        await Close($"{rows:d4}", 5);
        (await Closed(Noon.AddMinutes(1))).ShouldBe([$"order/acme/{rows:d4}"]);
        var first = await Store.Archives[0].Closed(new("acme", "order", "completed", null, Noon.AddDays(1)), Cancel);
        (first.Streams.Count, first.Next is null).ShouldBe((0, Store.Archives.Count > 1));
    }

    [Fact]
    public async Task One_holder_at_a_time_has_the_lease_until_it_ends()
    {
        var archive = Store.Archives[0];
        (await archive.Lease("one", TimeSpan.FromHours(1), Cancel)).ShouldBeTrue();
        (await archive.Lease("two", TimeSpan.FromHours(1), Cancel)).ShouldBeFalse();
        (await archive.Lease("one", TimeSpan.Zero, Cancel)).ShouldBeTrue();
        (await archive.Lease("two", TimeSpan.FromHours(1), Cancel)).ShouldBeTrue();
        (await archive.Lease("one", TimeSpan.FromHours(1), Cancel)).ShouldBeFalse();
    }

    /// <summary>All that can move, of all databases and pages.</summary>
    private async Task<IEnumerable<string>> Closed(DateTimeOffset until)
    {
        var streams = new List<string>();
        foreach (var archive in Store.Archives)
        {
            ArchivePage page;
            var query = new ArchiveQuery("acme", "order", "completed", null, until);
            do
            {
                page = await archive.Closed(query, Cancel);
                streams.AddRange(page.Streams);
                query = query with { After = page.Next };
            }
            while (page.Next is not null);
        }
        return streams.Order(StringComparer.Ordinal);
    }

    private async Task Close(
        string key, int versions, string status = "completed", string tenant = "acme", string? put = null,
        int seconds = 0)
    {
        var stream = $"order/{tenant}/{key}";
        await Fill(stream, versions - 1);
        (await Write(Append(stream, versions) with
        {
            At = Noon.AddSeconds(seconds),
            Put = put is null ? [] : [Put(put)],
            Index = new("order", key, status, "web", "{}"),
        })).ShouldBeTrue();
    }
}
