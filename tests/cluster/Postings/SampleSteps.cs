using System.Collections.Immutable;
using RetailActors.Orders;
using RetailActors.Postings;

namespace RetailActors.Tests.Outgoing;

/// <summary>The steps of an order of two shirts for 43.28 USD, as the order tells them.</summary>
public static class SampleSteps
{
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    private static readonly Currency _usd = new("USD");

    public static readonly ImmutableArray<StepLine> Lines =
    [
        new(new LineId("1"), new Sku("TEE-BLK-M"), 2, new LocationId("store-12"), Usd(3998), Usd(330), Usd(0),
            "apparel"),
    ];

    public static Money Usd(long minor) => new(minor, _usd);

    public static Step.Accepted Accepted(string order, string channel = "web", bool ship = false) => new(
        "accepted", Start, new AcceptedOrder(
            new OrderId(order), new Channel(channel), new ExternalOrderId($"W-{order}"), null, _usd,
            new FulfilmentWish(ship ? FulfilmentMethod.Ship : FulfilmentMethod.Pickup, new LocationId("store-12")),
            Lines, Usd(330), Usd(0), Usd(4328),
            [new StepTender(new PaymentId($"{order}.p1"), "sandbox", Usd(4328))], "pickup"));

    public static Step.ReadyForPickup Ready() => new("ready-1", Start.AddMinutes(5), Lines);

    public static Step.HandedOver HandedOver(string id = "pickup-1") =>
        new(id, Start.AddMinutes(10), FulfilmentMethod.Pickup, Lines, null, null);

    public static Step.Captured Captured(string order) =>
        new("captured-1", Start.AddMinutes(11), new PaymentId($"{order}.p1"), "sandbox", Usd(4328));

    public static Step.Returned Returned() =>
        new("return-1", Start.AddDays(3), new LocationId("store-14"), Lines);

    public static Step.Refunded Refunded(string order) => new(
        "refund-1", Start.AddDays(3).AddMinutes(1), "return-1", new PaymentId($"{order}.p1"), "sandbox", Usd(4328),
        Lines);

    public static Step.Cancelled Cancelled() => new("cancel-1", Start.AddMinutes(2), Lines, true);

    /// <summary>From acceptance to the refund.</summary>
    public static Step[] Life(string order) =>
        [Accepted(order), Ready(), HandedOver(), Captured(order), Returned(), Refunded(order)];
}
