using System.Collections.Concurrent;
using System.Diagnostics;

namespace RetailActors.Tests.Telemetry;

/// <summary>Whoever brings a trace finds under it what every system was asked for, from the order to the payout.
/// </summary>
[Collection(Alone.Name)]
public sealed class OneTraceTests : IAsyncLifetime
{
    private static readonly string[] _asked =
    [
        "ask provider", "post document pos PickupNotice", "post document tax TaxCommit",
        "post document tax TaxReversal", "post document erp SalesOrder", "post document erp Invoice",
        "post document erp CreditMemo", "post document erp Refund", "post document finance JournalEntry",
        "publish order.returned", "publish payment.refunded", "publish settlement.reconciled",
    ];

    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly ConcurrentQueue<string> _spans = new();
    private readonly ActivityListener _listener;
    private Shop _shop = null!;
    private HttpClient _http = null!;

    public OneTraceTests() => _listener = new ActivityListener
    {
        ShouldListenTo = _ => true,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        ActivityStopped = a =>
        {
            if (a.TraceId == _trace)
            {
                _spans.Enqueue($"{a.DisplayName} {a.GetTagItem("account")} {a.GetTagItem("document")}".Trim());
            }
        },
    };

    public async ValueTask InitializeAsync()
    {
        ActivitySource.AddActivityListener(_listener);
        _shop = await Shop.Open();
        _http = _shop.As("dev-key");
        _http.DefaultRequestHeaders.Add("traceparent", $"00-{_trace}-{ActivitySpanId.CreateRandom()}-01");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _shop.DisposeAsync();
        _listener.Dispose();
    }

    [Fact]
    public async Task Order_provider_tax_ERP_till_ledger_return_and_settlement_are_one_trace()
    {
        var order = (await _http.Post("/v1/orders", Sample.Order())).ShouldBe("201")["id"];
        (await _http.Post($"/v1/orders/{order}/pickup", """{"fulfilmentId":"P-1"}""")).ShouldBe("200");
        await Closed(order);
        await Settled();
        var spans = _spans.Distinct().Order().ToArray();
        _asked.Except(spans).ShouldBeEmpty(string.Join('\n', spans));
        var steps = (await _http.Get($"/v1/orders/{order}/lineage")).Json.GetProperty("items").EnumerateArray();
        steps.ShouldAllBe(s => s.GetProperty("traceId").GetString() == $"{_trace}");
    }

    private async Task Closed(string order)
    {
        var body = $$"""
            {"orderId":"{{order}}","location":"store-7","lines":[{"lineId":"1","quantity":1,"disposition":"restocked"}]}
            """;
        var id = (await _http.Post("/v1/returns", body)).ShouldBe("201")["id"];
        // Without the trace: what is under it follows from the commands, not from whoever looks.
        await Until.True("the return is closed and nothing is owed", async () =>
            (await _shop.Http.Get($"/v1/returns/{id}"))["status"] == "closed"
            && (await _shop.Http.Get("/v1/operations/worklists/calls-owed"))["count"] == "0");
    }

    private async Task Settled()
    {
        (await _shop.Http.Post("/sandbox/clock", """{"advanceSeconds":345600}""")).ShouldBe("200");
        var report = (await _shop.Http.Post(
            "/sandbox/psp/settlements",
            """{"format":"adyen","tenant":"demo","currency":"USD","payoutDays":2,"mismatches":[]}""")).ShouldBe("201");
        using var csv = new StringContent(report.Text, System.Text.Encoding.UTF8, "text/csv");
        var settlement = await _http.Send(
            HttpMethod.Post, "/v1/settlements?provider=sandbox&file=settlement-demo-usd-1.csv", csv, "settle-1");
        await Until.True("the ledger has the payout", async () =>
            (await _shop.Http.Get($"/v1/settlements/{settlement["id"]}"))["ledger"] == "posted");
    }
}
