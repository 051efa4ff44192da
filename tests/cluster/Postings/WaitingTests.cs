using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RetailActors.Journal;
using RetailActors.Orders;
using RetailActors.Postings;
using RetailActors.Returns;
using RetailActors.Settlement;
using RetailActors.Tests.Actors;

namespace RetailActors.Tests.Outgoing;

/// <summary>Whoever waits for a document goes on with it, not with the sweeper: that comes back in an hour here.
/// </summary>
public sealed class WaitingTests
{
    private static readonly Currency _usd = new("USD");
    private static readonly Origin _by = new("test");

    [Fact]
    public async Task A_return_that_has_given_up_asking_closes_with_its_last_document()
    {
        var asked = new Asked("return");
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var fake = new FakeSystem { Before = _ => last.Task };
        await using var silo = await Start(fake, asked, "tax-reversal");
        var order = await Collected(silo);
        var back = silo.Grains.Actor<IReturn>("demo/R-1");
        await back.Request(new RequestReturn(
            order, [new(new("1"), 1, Disposition.Restocked)], new("store-7"), true, DateTimeOffset.UtcNow, _by));
        await Eventually(async () => asked.Times >= ReturnProcess.PatientRounds
            && (await back.Read())!.Status == ReturnStatus.Refunded);
        last.SetResult();
        await Eventually(async () => (await back.Read())!.Status == ReturnStatus.Closed);
    }

    [Fact]
    public async Task A_settlement_whose_entries_were_late_is_posted_with_the_last_of_them()
    {
        var asked = new Asked("settlement");
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var fake = new FakeSystem { Before = _ => last.Task };
        await using var silo = await Start(fake, asked, "journal-entry");
        var key = SettlementKey.For(PostingSilo.Tenant, "sandbox", "one.csv");
        var batch = silo.Grains.Actor<ISettlementBatch>(key.ToString());
        await batch.Import(new SettlementFile("sandbox", "one.csv", "csv", Encoding.UTF8.GetBytes(Report), _by));
        await Eventually(() => Task.FromResult(asked.Times > 0));
        (await batch.Read(0, 10, null))!.Ledger.ShouldBe("pending");
        last.SetResult();
        await Eventually(async () => (await batch.Read(0, 10, null))!.Ledger == "posted");
    }

    private const string Report =
        "Psp Reference,Merchant Reference,Creation Date,TimeZone,Type,Modification Reference,Gross Currency,"
        + "Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),"
        + "Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC)\n"
        + "psp_1,nobody.p1,2026-11-23 09:00:00,UTC,Settled,psp_2,USD,,100.00,1,USD,,98.35,1.65,,,\n"
        + ",,2026-11-24 09:00:00,UTC,MerchantPayout,payout_1,USD,98.35,,1,USD,98.35,,,,,\n";

    private static Task<SiloInProcess> Start(FakeSystem fake, Asked asked, string kinds) =>
        SiloInProcess.Start(also: builder =>
        {
            builder.Configuration["Accounts:Default"] = "None";
            builder.Configuration["Accounts:books:System"] = "fake";
            builder.Configuration["Accounts:books:Kinds"] = kinds;
            builder.Services.AddSingleton<Adapters.ISystemKind>(fake);
            builder.Services.AddSingleton<IIncomingGrainCallFilter>(asked);
            builder.Services.AddSingleton(new JournalBounds { Grace = TimeSpan.FromHours(1) });
        });

    private static async Task<OrderId> Collected(SiloInProcess silo)
    {
        var key = OrderKey.For(PostingSilo.Tenant, new("web"), new("W-1"));
        var order = silo.Grains.Actor<IOrder>(key.ToString());
        var price = new Money(1999, _usd);
        var submitted = await order.Submit(new SubmitOrder(
            new("web"), new("W-1"), null, _usd, new FulfilmentWish(FulfilmentMethod.Pickup, new("store-12")),
            [new SubmittedLine(new("1"), new("TEE-BLK-M"), 1, price)], Money.Zero(_usd), Money.Zero(_usd), price,
            [new Tender("sandbox", "tok_visa", price)], TimeSpan.FromSeconds(30), _by));
        submitted.ShouldBeOfType<SubmitResult.Accepted>();
        (await order.RecordPickup(new Handover(new("P-1"), null, DateTimeOffset.UtcNow, null, null, _by)))
            .ShouldBeOfType<RecordResult.Recorded>();
        return key.Id;
    }

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await condition())
            await Task.Delay(20, limit.Token);
    }

    /// <summary>Counts how often one kind of actor has asked postings how their documents stand.</summary>
    private sealed class Asked(string kind) : IIncomingGrainCallFilter
    {
        private int _times;

        public int Times => _times;

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            await context.Invoke();
            if (context.Grain is PostingGrain && context.MethodName == nameof(IPosting.Read)
                && context.SourceId?.Type.ToString() == kind)
                Interlocked.Increment(ref _times);
        }
    }
}
