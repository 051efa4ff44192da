using System.Text.Json;
using RetailActors.Retail;
using RetailActors.Retail.Roi;

namespace RetailActors.Tests.Retail;

/// <summary>Outcome metrics, on answers that are written down here.</summary>
public sealed class Roi_specs
{
    private static readonly DateTimeOffset _now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private static readonly JournalReading _read = new(
        10,
        Parse(
            Order("completed", captured: 2_000, document: Document("k1", "posted", 1, 2)),
            Order("completed", captured: 1_999, document: Document("k2", "posted", 3, 10)),
            Order("accepted", captured: 0, document: Document("k3", "posted", 2, 40)),
            Order("accepted", captured: 0, document: Document("k4", "rejected", 1, null)),
            """{"status":"received","submittedAt":"2026-11-27T09:00:00Z"}""",
            """{"status":"received","submittedAt":"2026-11-27T11:59:00Z"}""",
            """{"status":"rejected","shortages":[{"lineId":"1","requested":2,"available":0}]}""",
            """{"status":"rejected","declineCode":"refused"}"""),
        Parse(
            """{"status":"closed","amount":{"minor":500},"refunds":[{"status":"refunded","amount":{"minor":500}}]}""",
            """{"status":"closed","amount":{"minor":500},"refunds":[{"status":"waived","amount":{"minor":500}}]}""",
            """{"status":"requested","amount":{"minor":500},"refunds":[]}"""),
        Parse(
            """
            {"status":"reconciled","paidAt":"2026-11-25T00:00:00Z","changedAt":"2026-11-25T06:00:00Z",
             "counts":{"matched":8,"tolerated":1,"mismatched":1,"expected":5}}
            """),
        Parse(
            """
            {"kind":"posting-rejected","part":"k2","status":"resolved","raisedAt":"2026-11-27T09:00:00Z","history":[
             {"at":"2026-11-27T09:00:00Z","what":"raised","by":"system"},
             {"at":"2026-11-27T09:30:00Z","what":"assigned to ann","by":"desk"},
             {"at":"2026-11-27T11:00:00Z","what":"decided: retry","by":"desk"},
             {"at":"2026-11-27T11:00:00Z","what":"carried: resolved","by":"system"}]}
            """,
            """{"kind":"stock-discrepancy","status":"open","raisedAt":"2026-11-27T09:00:00Z","history":[]}"""),
        Parse(
            """{"name":"manual-touches","value":200,"measuredOn":10,"how":"It says.","from":"F","to":"T"}""",
            """{"name":"hours-to-close","value":null,"reason":"It is open.","measuredOn":0}"""),
        _now);

    [Theory]
    [InlineData("refused-for-stock", 125, 8)]
    [InlineData("oversold", 100, 10)]
    [InlineData("order-fallout", 250, 8)]
    [InlineData("recovered-unaided", 50, 2)]
    [InlineData("minutes-to-post", 10, 3)]
    [InlineData("minutes-to-post-p95", 40, 3)]
    [InlineData("documents-posted", 375, 8)]
    [InlineData("settlement-unaided", 90, 10)]
    [InlineData("hours-to-reconcile", 6, 1)]
    [InlineData("exceptions", 200, 10)]
    [InlineData("manual-touches", 200, 10)]
    [InlineData("hours-to-resolve", 2, 1)]
    [InlineData("refunds-exact", 50, 2)]
    [InlineData("charges-exact", 50, 2)]
    public void Each_metric_is_what_it_says(string name, double value, long of)
    {
        var measured = new Outcomes(_read).All().Single(m => m.Outcome.Name == name);
        measured.Value.ShouldBe(value);
        measured.Of.ShouldBe(of);
    }

    [Fact]
    public void Every_metric_is_measured_and_has_no_value_where_there_is_nothing()
    {
        var nothing = new Outcomes(new JournalReading(0, [], [], [], [], [], _now)).All();
        nothing.Select(m => m.Outcome.Name).ShouldBe(Outcome.Names);
        nothing.ShouldAllBe(m => m.Value == null && m.Of == 0);
    }

    [Fact]
    public void What_the_system_says_of_a_period_is_passed_on_with_its_reason()
    {
        var measured = new Outcomes(_read).All();
        measured.Single(m => m.Outcome == Outcome.Touches).How.ShouldBe("It says. From F to T.");
        var close = measured.Single(m => m.Outcome == Outcome.Close);
        (close.Value, close.Reason).ShouldBe((null, "It is open."));
    }

    [Fact]
    public void Money_is_computed_from_what_was_assumed_and_from_nothing_else()
    {
        var measured = new Outcomes(_read).All();
        var all = new Baseline(
            "before", new Dictionary<string, double> { ["manual-touches"] = 260 },
            new Assumptions(null, new Amount(6_000, "USD"), 10, 20, 4, 20, new Amount(2_000, "USD")));
        Worth.Of(measured, all).Select(w => (w.What, w.Per1000)).ShouldBe([
            ("manual touches", 60_000.0),
            ("documents that nobody keys in", 30_000.0),
            ("oversells prevented", 50_000.0),
        ]);
        Worth.Of(measured, all with { Assumptions = null }).ShouldBeEmpty();
        Worth.Of(measured, all with { Metrics = null }).Select(w => w.What).ShouldNotContain("manual touches");
    }

    private static JsonElement[] Parse(params string[] json) =>
        [.. json.Select(j => JsonDocument.Parse(j).RootElement)];

    private static string Order(string status, int captured, string document) => $$"""
        {"status":"{{status}}","submittedAt":"2026-11-27T09:00:00Z","total":{"minor":2000},
         "lines":[{"lineId":"1","cancelled":0}],"payments":[{"captured":{"minor":{{captured}} } }],
         "erpDocuments":[{{document}}]}
        """;

    private static string Document(string key, string status, int attempts, int? minutes)
    {
        var done = minutes is null ? "" : $",\"doneAt\":\"2026-11-27T09:{minutes:00}:00Z\",\"number\":\"N-{minutes}\"";
        return $$"""
            {"key":"{{key}}","status":"{{status}}","attempts":{{attempts}},"plannedAt":"2026-11-27T09:00:00Z"{{done}} }
            """;
    }
}

/// <summary>The same over a whole system.</summary>
[Collection("a silo at a time")]
public sealed class Roi_verb_specs(RunningSilo silo) : IClassFixture<RunningSilo>
{
    [Fact]
    public async Task A_system_after_a_sale_is_measured_and_compared_with_the_example_of_a_baseline()
    {
        (await silo.Sell(5, 20)).Code.ShouldBe(0);
        var (json, markdown) = (silo.Ledger + ".roi.json", silo.Ledger + ".roi.md");
        var (code, text) = await RunningSilo.Retail(
            "roi", "--url", silo.Url, "--baseline", Path.Combine(Root(), "docs", "roi-baseline.json"), "--json", json,
            "--markdown", markdown);
        code.ShouldBe(0, text);
        text.ShouldContain("nothing of it was checked");
        using var result = JsonDocument.Parse(await File.ReadAllBytesAsync(json));
        result.RootElement.Number("orders").ShouldBe(20);
        result.RootElement.Items("metrics").Single(m => m.Text("name") == "refused-for-stock").Number("value")
            .ShouldBe(750);
        var told = result.RootElement.Items("metrics").Single(m => m.Text("name") == "hours-to-close");
        told.Text("reason").ShouldBe("Nothing was settled before its end.");
        (await File.ReadAllTextAsync(markdown)).ShouldContain("| Refunds that are exact | - |");
    }

    [Theory]
    [InlineData("{}", "has no name")]
    [InlineData("""{"name":"x","metrics":{"happiness":1}}""", "'happiness' is no metric")]
    [InlineData("""{"name":"x","surprise":1}""", "Cannot read the baseline")]
    [InlineData("no json", "Cannot read the baseline")]
    public async Task A_baseline_that_cannot_be_understood_is_said_so(string content, string complaint)
    {
        var file = silo.Ledger + ".baseline.json";
        await File.WriteAllTextAsync(file, content);
        var (code, text) = await RunningSilo.Retail("roi", "--url", silo.Url, "--baseline", file);
        code.ShouldBe(2, text);
        text.ShouldContain(complaint);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RetailActors.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
