using System.Text;
using RetailActors.Operations;
using RetailActors.Orders;
using RetailActors.Payments;
using static RetailActors.Tests.Orders.OrderSpec;

namespace RetailActors.Tests.Orders;

/// <summary>Every command in every state: printed, and compared with what is checked in.</summary>
public class OrderTableSpecs
{
    private static readonly OperationResult _refused = new OperationResult.Refused("lost-card");

    private static readonly (string Name, Step[] Steps)[] _states =
    [
        ("nothing", []),
        ("received", [Submitted()]),
        ("received, to be cancelled", [Submitted(), Cancel("c0")]),
        ("reserved", [Submitted(), Allocated()]),
        ("accepted", Accepted),
        ("ready for pick-up", [.. Accepted, Ready("f0")]),
        ("in fulfilment", [.. Accepted, PickUp("f0", ("1", 1))]),
        ("one unit cancelled", [.. Accepted, Cancel("c0", ("1", 1))]),
        ("completed", [.. Accepted, PickUp("f0")]),
        ("completed and answered", [.. Accepted, PickUp("f0"), Fulfilled("fulfil/1/1"), Captured("capture/p1/1")]),
        ("capture refused", [.. Accepted, PickUp("f0"), Captured("capture/p1/1", _refused)]),
        ("held", [.. Accepted, Hold("h0")]),
        ("one unit missing", [.. Accepted, Missing("m0", ("1", 1))]),
        ("one unit searched", [.. Accepted, Missing("m0", ("1", 1)), Resolve("missing/1/1", ResolutionKind.Retry)]),
        ("one unit backordered", [.. Accepted, Missing("m0", ("1", 1)), Resolve(
            "missing/1/1", ResolutionKind.Edit, "d0", ("resolution", "backorder"))]),
        ("captured directly", [.. Accepted, DirectSpecs.Moved(OperationKind.Capture, 1000, "x0")]),
        ("cancelled", [.. Accepted, Cancel("c0")]),
        ("cancelled and answered", [.. Accepted, Cancel("c0"), Released("release/1/1"), Voided("void/p1")]),
        ("out of stock", [Submitted(), OutOfStock("1")]),
        ("declined", [Submitted(), Allocated(), Declined()]),
    ];

    private static readonly (string Name, Step Step)[] _commands =
    [
        ("submit", Submitted()),
        ("submit other content", Submitted(Submission(Line("1", 7)))),
        ("cancel all", Cancel("c1")),
        ("cancel one unit", Cancel("c1", ("1", 1))),
        ("cancel unknown line", Cancel("c1", ("9", 1))),
        ("ready for pick-up", Ready("f1")),
        ("pick-up", PickUp("f1")),
        ("pick-up of one unit", PickUp("f1", ("1", 1))),
        ("pick-up of three units", PickUp("f1", ("1", 3))),
        ("shipment", Ship("f1")),
        ("hold", Hold("h1")),
        ("release", ReleaseHold()),
        ("one unit missing", Missing("m1", ("1", 1))),
        ("decided: look elsewhere", Resolve("missing/1/1", ResolutionKind.Retry)),
        ("decided: cancel", Resolve("missing/1/1", ResolutionKind.Edit, "d1", ("resolution", "cancel"))),
        ("decided: release the hold", Resolve("hold/h0", ResolutionKind.Retry)),
        ("decided: ask again", Resolve("call/capture/p1/1", ResolutionKind.Retry)),
        ("told: found elsewhere", Sourced("source/1/1/1", Warehouse)),
        ("told: found nowhere", Sourced("source/1/1/1")),
        ("told: the desk knows", DeskTold("hold/h0", OrderDecider.HeldKind)),
        ("the earlier hand-over again", PickUp("f0")),
        ("the earlier cancellation again", Cancel("c0")),
        ("told: allocated", AllocatedAt("1", Store)),
        ("told: allocated elsewhere", AllocatedAt("1", Warehouse)),
        ("told: out of stock", OutOfStock("1")),
        ("told: authorised", Authorised()),
        ("told: declined", Declined()),
        ("told: released", Released("release/1/1")),
        ("told: fulfilled", Fulfilled("fulfil/1/1")),
        ("told: captured", Captured("capture/p1/1")),
        ("told: capture refused", Captured("capture/p1/1", _refused)),
        ("told: voided", Voided("void/p1")),
        ("told: void refused", Voided("void/p1", _refused)),
        ("told: captured directly", DirectSpecs.Moved(OperationKind.Capture, 1000)),
        ("told: let go directly", DirectSpecs.Moved(OperationKind.Void, 1000)),
        ("told: paid back directly", DirectSpecs.Moved(OperationKind.Refund, 1000)),
    ];

    [Fact]
    public void Every_command_in_every_state_does_what_the_table_says()
    {
        var table = new StringBuilder();
        foreach (var (state, steps) in _states)
        {
            var s = Run(Order.None, steps);
            table.Append($"{state} ({OrderDecider.NameOf(s.Status)}; owes {Owed(s)})\n");
            foreach (var (name, step) in _commands)
            {
                var (result, events) = step(s);
                var after = events.Aggregate(s, OrderDecider.Evolve);
                var came = result is string ? "" : $"{(result is Enum ? result : result.GetType().Name)} ";
                table.Append(events.Length == 0
                    ? $"    {name,-31}: {came}-\n"
                    : $"    {name,-31}: {came}[{string.Join(", ", events.Select(OrderDecider.Codec.NameOf))}]"
                        + $" -> {OrderDecider.NameOf(after.Status)}; owes {Owed(after)}\n");
            }
            table.Append('\n');
        }
        table.ToString().ShouldBeGolden("order-table.txt");
    }

    private static string Owed(Order s) => OrderDecider.Outbox(s) is { Count: > 0 } owed
        ? string.Join(", ", owed.Select(o => o.Call))
        : "nothing";
}
