using System.Text;
using RetailActors.Operations;
using RetailActors.Returns;
using static RetailActors.Tests.Returns.ReturnSpec;

namespace RetailActors.Tests.Returns;

/// <summary>Every command and fact in every state, checked in: a change of behaviour shows as a changed line.</summary>
public sealed class ReturnTable
{
    private static readonly Step[] _refunded = PaidBack();

    private static readonly (string Name, Step[] Steps)[] _states =
    [
        ("nothing", []),
        ("requested", [Opened(Claim(false))]),
        ("approved", [Opened(Claim(false)), Change(ReturnStage.Approved)]),
        ("declined", [Opened(Claim(false)), Change(ReturnStage.Declined)]),
        ("cancelled", [Opened(Claim(false)), Change(ReturnStage.Cancelled)]),
        ("in transit", [Opened(Claim(false)), Change(ReturnStage.Approved), Change(ReturnStage.InTransit)]),
        ("received", [Opened()]),
        ("dispositioned", [Opened(), Stored(), OrderTold("tell/received")]),
        ("refund pending", [Opened(), Stored(), Refund(1, Pending)]),
        ("refund refused", [Opened(), Stored(), Refund(1, Refused)]),
        ("refund 1 of 2 done", [Opened(), Stored(), OrderTold("tell/received"), Refund(1)]),
        ("refunded", _refunded),
        ("tax adjusted", [.. _refunded, Documents(true, false)]),
        ("closed", [.. _refunded, Documents(true, true)]),
    ];

    private static readonly (string Name, Step Step)[] _commands =
    [
        ("open", Opened()),
        ("approve", Change(ReturnStage.Approved)),
        ("decline", Change(ReturnStage.Declined)),
        ("cancel", Change(ReturnStage.Cancelled)),
        ("send", Change(ReturnStage.InTransit)),
        ("receive", Receive()),
        ("receive three units", Receive(Line(3))),
        ("receive nowhere", ReceiveNowhere()),
        ("told: stored", Stored()),
        ("told: order told of goods", OrderTold("tell/received")),
        ("told: order told of release", OrderTold("tell/released")),
        ("told: refund 1 done", Refund(1)),
        ("told: refund 1 pending", Refund(1, Pending)),
        ("told: refund 1 refused", Refund(1, Refused)),
        ("told: exception raised", Told(new ReturnFact.ExceptionRaised(1))),
        ("told: tax reversed", Documents(true, false)),
        ("told: all posted", Documents(true, true)),
        ("retry refund 1", Resolve("d1", ResolutionKind.Retry)),
        ("waive refund 1", Resolve("d1", ResolutionKind.Waive)),
        ("edit refund 1", Resolve("d1", ResolutionKind.Edit)),
        ("waive refund 9", Resolve("d1", ResolutionKind.Waive, 9)),
    ];

    [Fact]
    public void The_table_of_states_and_commands_is_as_checked_in()
    {
        var text = new StringBuilder();
        foreach (var (state, steps) in _states)
        {
            var before = Run(steps);
            text.Append($"{state} ({Shown(before)})\n");
            foreach (var (command, step) in _commands)
            {
                var (result, events, after) = When(steps, step);
                var said = result is string ? "" : $"{(result is Enum ? result : result.GetType().Name)} ";
                text.Append($"    {command,-28}: {said}");
                text.Append(events is [] ? "-\n" : $"[{string.Join(", ", events)}] -> {Shown(after)}\n");
            }
            text.Append('\n');
        }
        SpecFile.Matches("return-table.txt", text.ToString());
    }

    [Fact]
    public void A_command_twice_has_no_second_effect()
    {
        foreach (var (state, steps) in _states)
            foreach (var (command, step) in _commands)
                When([.. steps, step], step).Events.ShouldBeEmpty($"{command} twice when {state}");
    }

    private static string Shown(Return s) =>
        $"{ReturnDecider.NameOf(s.Status)}; owes {(Owed(s) is [] ? "nothing" : string.Join(", ", Owed(s)))}";
}
