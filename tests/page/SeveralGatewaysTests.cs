using Microsoft.Playwright;
using RetailActors.Retail.Cluster;
using static Microsoft.Playwright.Assertions;

namespace RetailActors.Tests.Page;

/// <summary>The page behind an address that leads to another silo with every connection.</summary>
public sealed class SeveralGatewaysTests(PageFixture fixture) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retail-gateways-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Any_silo_serves_any_browser_and_when_one_dies_the_page_goes_on_at_another()
    {
        await using var cluster = await LocalCluster.Create(new LocalClusterOptions(_folder), default);
        await cluster.Grow(2, TimeSpan.FromMinutes(3), default);
        var url = cluster.Url.ToString().TrimEnd('/');
        await using var visit = await fixture.Open(at: url);
        await visit.SignIn();
        await visit.Go("/lanes");
        foreach (var path in new[] { "/", "/worklists/exceptions", "/stock", "/lanes" })
        {
            await visit.Go(path);
        }
        // The browser keeps connections; each silo on its own has to take the sign-in that the other one may have made.
        foreach (var silo in cluster.Silos)
        {
            var own = silo.Url.ToString().TrimEnd('/').Replace("localhost", "127.0.0.1");
            await visit.Page.GotoAsync(own + "/lanes");
            await Expect(visit.Page).ToHaveURLAsync(own + "/lanes");
            await visit.Loaded();
        }
        visit.Complaints.ShouldBeEmpty();
        // The page of the last silo is open and says by itself that the first one is gone.
        var silos = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Silos" }).Locator("tbody tr");
        await Expect(silos.Filter(new() { HasText = "active" })).ToHaveCountAsync(2);
        cluster.Silos[0].Kill();
        await Expect(silos.Filter(new() { HasText = "active" })).ToHaveCountAsync(1, new() { Timeout = 60_000 });
        await Expect(silos.Filter(new() { HasText = "dead" })).ToHaveCountAsync(1);
        // A page that loses its connection loads itself again, at any moment, which would end the visit below.
        await visit.Page.GotoAsync("about:blank");
        await Until(() => !cluster.Silos[0].IsReady);
        // A page that only a connection to the gateway fills; its skeletons are gone when it is there.
        await visit.Go("/stock");
        await Expect(visit.Page.Locator("h1").First).ToHaveTextAsync("Stock");
    }

    private static async Task Until(Func<bool> reached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!reached())
        {
            await Task.Delay(50, limit.Token);
        }
    }
}
