using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RetailActors.Gateway;
using RetailActors.Operations;
using RetailActors.Tests.Channels;
using RetailActors.Webhooks;

namespace RetailActors.Tests.Telemetry;

/// <summary>What a running shop shows of itself: all that the documents name, and nothing that is nobody's business.
/// </summary>
/// <remarks>Alone: the instruments of all hosts of a process have one name, and a host that ends takes their series
/// away for the others too.</remarks>
[Collection(Alone.Name)]
public sealed partial class TelemetryTests : IAsyncLifetime
{
    private const string Card = "4012888888881881";
    private const string Mail = "jane.doe@customer.example";
    private const string Key = "secret-key-of-the-test";
    private const string WebhookSecret = "whsec_dGVsZW1ldHJ5LXRlc3Qtc2VjcmV0LTAxMjM0NTY3ODk=";
    private const string SecretPath = "secret-path-of-the-partner";

    private readonly ConcurrentQueue<string> _spans = new();
    private readonly StringWriter _log = new();
    private readonly ActivityListener _listener;
    private TextWriter _console = null!;
    private Shop _shop = null!;

    public TelemetryTests() => _listener = new ActivityListener
    {
        ShouldListenTo = _ => true,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        ActivityStopped = a => _spans.Enqueue(
            $"{a.Source.Name}|{a.DisplayName}|{string.Join(';', a.TagObjects.Select(t => $"{t.Key}={t.Value}"))}|"
            + $"{string.Join(';', a.Events.Select(e => e.Name + string.Join(',', e.Tags)))}|{a.StatusDescription}"),
    };

    public async ValueTask InitializeAsync()
    {
        _console = Console.Out;
        Console.SetOut(TextWriter.Synchronized(_log));
        ActivitySource.AddActivityListener(_listener);
        _shop = await Shop.Open(
            "--Telemetry:Prometheus", "true", "--Storage:Archive:AfterDays", "1",
            // Nobody listens there: the shop is told of stock again and again.
            "--Accounts:storefront:BaseUrl", "http://127.0.0.1:9",
            "--Gateway:Clients:0:Id", "test", "--Gateway:Clients:0:Tenant", "demo",
            "--Gateway:Clients:0:Key", Key, "--Gateway:Clients:0:Scopes:0", "*",
            "--Webhooks:Out:0:Name", "partner", "--Webhooks:Out:0:Tenant", "demo",
            // Nobody listens there, and it is not public either.
            "--Webhooks:Out:0:Url", $"http://127.0.0.1:9/{SecretPath}", "--Webhooks:Out:0:Types", "order.accepted",
            "--Webhooks:Out:0:Secrets:0", WebhookSecret);
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        _listener.Dispose();
        Console.SetOut(_console);
    }

    [Fact]
    public async Task Everything_that_is_documented_shows_and_nothing_secret_does()
    {
        await Trade();
        var names = await Exposed();
        foreach (var (file, used) in Documented())
        {
            used.Where(name => !names.Contains(name)).ShouldBeEmpty($"{file} names what is not exposed");
        }
        names.Where(n => n.StartsWith("retailactors_", StringComparison.Ordinal))
            .Select(n => Suffix().Replace(n, "")).Distinct()
            .Except(Documented().Single(d => d.File == "docs/telemetry.md").Used.Select(n => Suffix().Replace(n, "")))
            .ShouldBeEmpty("docs/telemetry.md lacks a metric");
        _spans.ShouldContain(s => s.StartsWith("RetailActors|post document|", StringComparison.Ordinal));
        _spans.ShouldContain(s => s.StartsWith("RetailActors|ask provider|", StringComparison.Ordinal));
        _spans.ShouldContain(s => s.StartsWith("RetailActors|work off message|", StringComparison.Ordinal));
        _spans.ShouldContain(s => s.StartsWith("RetailActors|hear order.accepted|", StringComparison.Ordinal));
        var said = $"{_log}\n{string.Join('\n', _spans)}\n{await _shop.Http.GetStringAsync("/metrics")}";
        foreach (var secret in new[] { Card, Mail, Key, WebhookSecret, WebhookSecret["whsec_".Length..], SecretPath })
        {
            said.Contains(secret, StringComparison.Ordinal).ShouldBeFalse($"{secret} was logged or traced");
        }
    }

    [Fact]
    public void A_line_of_the_log_has_the_trace_that_it_belongs_to()
    {
        using var span = Signals.Start("a span of the test", ActivityKind.Internal, null)!;
        _shop.Services.GetRequiredService<ILoggerFactory>().CreateLogger("RetailActors.Test")
            .LogInformation("Said in a silo.");
        // A gateway of its own logs through the same class.
        using (var logger = ConsoleLogOf(new ConfigurationManager()))
        {
            logger.Information("Said in a gateway.");
        }
        foreach (var said in new[] { "Said in a silo.", "Said in a gateway." })
        {
            $"{_log}".Split('\n').Single(l => l.Contains(said, StringComparison.Ordinal))
                .ShouldContain($"{span.TraceId}");
        }
    }

    private static Serilog.Core.Logger ConsoleLogOf(IConfiguration configuration)
    {
        var log = new Serilog.LoggerConfiguration();
        ConsoleLog.Configure(log, configuration);
        return log.CreateLogger();
    }

    /// <summary>Something of everything, with what must not show in it.</summary>
    private async Task Trade()
    {
        var http = _shop.As(Key);
        (await http.Post("/v1/orders", Sample.Order("T-1"))).ShouldBe("201");
        (await http.Post("/v1/orders", Sample.Order("T-2", method: Card))).Code.ShouldStartWith("422");
        (await http.Pos("sale", Hooks.Sale("GIFT-WRAP", 1))).Code.ShouldBe("200");
        var sale = Hooks.Sale("NO-SUCH-SKU", 1);
        sale["note"] = Mail;
        (await http.Pos("sale", sale)).Code.ShouldBe("200");
        await _shop.Grains.Actor<IExceptionCase>("demo/exc_telemetry").Raise(new ExceptionReport(
            "posting-rejected", "sample/demo/1", "part", "erp", Role.Finance, "It said no.", DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddHours(4), [ResolutionKind.Waive]));
        await Until.True("the endpoint was tried", async () =>
            (await _shop.Grains.Actor<IWebhookEndpoint>("demo/partner").Read())!.Code is not null);
    }

    private async Task<HashSet<string>> Exposed()
    {
        HashSet<string> names = [];
        await Until.True("the worklists were looked at", async () =>
        {
            var text = await _shop.Http.GetStringAsync("/metrics");
            names = [.. text.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => Metric().Match(l).Value)];
            return names.Contains("retailactors_worklist_group_size")
                && names.Contains("retailactors_account_retries_total")
                && names.Contains("retailactors_account_documents_total");
        });
        return names;
    }

    /// <summary>Names of ours in the documents, as Prometheus writes them. Those of ASP.NET Core are not looked for:
    /// many hosts live in this process, and one that ends takes the series of its requests away for all.</summary>
    private static IEnumerable<(string File, string[] Used)> Documented()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "RetailActors.sln")))
            root = root.Parent!;
        foreach (var file in new[] { "docs/telemetry/grafana-dashboard.json", "docs/telemetry/prometheus-alerts.yml" })
        {
            var text = File.ReadAllText(Path.Combine(root.FullName, file));
            yield return (file, [.. InRule().Matches(text).Select(m => m.Value).Distinct()]);
        }
        var rows = DocRow().Matches(File.ReadAllText(Path.Combine(root.FullName, "docs/telemetry.md")));
        yield return ("docs/telemetry.md", [.. rows.Select(m => m.Groups["name"].Value.Replace('.', '_')
            + m.Groups["kind"].Value switch
            {
                "histogram, s" => "_seconds_count",
                "gauge, s" => "_seconds",
                "counter" => "_total",
                _ => "",
            })]);
    }

    [GeneratedRegex("^[a-z_]+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"\bretailactors_[a-z_]+\b(?=[{\[)]|\s)")]
    private static partial Regex InRule();

    [GeneratedRegex(@"^\| `(?<name>retailactors\.[a-z_.]+)` \| (?<kind>[a-z]+(, s)?) \|", RegexOptions.Multiline)]
    private static partial Regex DocRow();

    [GeneratedRegex("_(bucket|count|sum)$")]
    private static partial Regex Suffix();
}
