using RetailActors.Operations;
using RetailActors.Returns;
using static RetailActors.Tests.Returns.ReturnSpec;

namespace RetailActors.Tests.Returns;

/// <summary>What stands in journals today must be readable for ever: one golden file per event type.</summary>
public sealed class ReturnGolden
{
    private static readonly ReturnEvent[] _samples =
    [
        new ReturnEvent.Opened(Claim(), Now),
        new ReturnEvent.Approved(By, Now),
        new ReturnEvent.Declined(By, Now),
        new ReturnEvent.Cancelled(By, Now),
        new ReturnEvent.Sent(By, Now),
        new ReturnEvent.Received(
            Store, ReturnMoney.Split(Claim().Lines, [Line(1), Line(1, Disposition.Missing)])!.Value, Now, By, Now),
        new ReturnEvent.UnitsStored("stock/1", Now),
        new ReturnEvent.OrderTold("tell/received"),
        new ReturnEvent.RefundPending(1, Now),
        new ReturnEvent.Refunded(1, Now),
        new ReturnEvent.RefundRefused(1, "account-closed", Now),
        new ReturnEvent.ExceptionRaised(1),
        new ReturnEvent.RefundResolved(1, "d1", ResolutionKind.Waive, By, Now),
        new ReturnEvent.TaxAdjusted(Now),
        new ReturnEvent.ReversalPosted(Now),
        new ReturnEvent.Closed(Now),
    ];

    public static TheoryData<string> Names => [.. ReturnDecider.Codec.Names];

    [Fact]
    public void Every_event_has_a_sample() =>
        _samples.Select(ReturnDecider.Codec.NameOf).ShouldBe(ReturnDecider.Codec.Names, ignoreOrder: true);

    [Theory, MemberData(nameof(Names))]
    public void An_event_is_written_as_it_is_checked_in_and_read_back(string name)
    {
        var sample = _samples.Single(e => ReturnDecider.Codec.NameOf(e) == name);
        var path = Path.Combine("golden", $"{name}.json");
        SpecFile.Matches(path, ReturnDecider.Codec.Write([sample]) + "\n");
        var stored = SpecFile.Read(path).TrimEnd();
        ReturnDecider.Codec.Write(ReturnDecider.Codec.Read(stored)).ShouldBe(stored);
    }

    [Fact]
    public void The_directory_row_is_grouped_by_the_location_once_it_is_known()
    {
        ReturnDecider.Index(Return.None).ShouldBeNull();
        var row = ReturnDecider.Index(Run(Opened(Claim(false))))!;
        (row.Status, row.Group).ShouldBe(("requested", "web"));
        using var data = System.Text.Json.JsonDocument.Parse(row.Data);
        data.RootElement.GetProperty("order").GetString().ShouldBe("ord_1");
        data.RootElement.GetProperty("amount").GetProperty("minor").GetInt64().ShouldBe(2200);
        data.RootElement.GetProperty("units").GetInt32().ShouldBe(2);
        ReturnDecider.Index(Run(Opened()))!.Group.ShouldBe("store-7");
    }

    [Fact]
    public void A_retry_is_recognised_without_asking_the_order()
    {
        var s = Run(Opened());
        ReturnDecider.Known(Return.None, Claim().Request).ShouldBeNull();
        ReturnDecider.Known(s, Claim().Request with { OccurredAt = Now }).ShouldBeOfType<ReturnResult.Requested>();
        ReturnDecider.Known(s, Claim(true, true, Line(1)).Request)
            .ShouldBeOfType<ReturnResult.RequestedDifferently>();
    }
}
