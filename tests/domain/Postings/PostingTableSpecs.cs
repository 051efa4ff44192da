using System.Text;
using RetailActors.Operations;
using RetailActors.Postings;
using static RetailActors.Tests.Outgoing.PostingSpec;

namespace RetailActors.Tests.Outgoing;

/// <summary>Every command in every state, checked in: a change of behaviour shows as a changed line.</summary>
public sealed class PostingTableSpecs
{
    private const string Doc = "sales-order:1";

    private static (string Name, PostingFlow Flow)[] States() =>
    [
        ("nothing", Given()),
        ("buffered", Given().Record(HandedOver())),
        ("submitted", Sent()),
        ("put off", Sent().Answer(Doc, Down)),
        ("has a turn", Sent().Turn(Doc, Now.AddSeconds(30))),
        ("indeterminate", Sent().Answer(Doc, Lost)),
        ("posted", Sent().Answer(Doc, Posted())),
        ("rejected", Sent().Answer(Doc, No)),
        ("dead-lettered", Sent().Answer(Doc, Lost).Answer(Doc, new PostingAnswer.Lost(PostingDecider.CannotLookUp))),
        ("waived", Sent().Answer(Doc, No).Resolve(Doc, ResolutionKind.Waive)),
    ];

    private static (string Name, Func<PostingFlow, PostingFlow> Do)[] Commands() =>
    [
        ("record accepted", f => f.Record(Accepted())),
        ("record handed-over", f => f.Record(HandedOver())),
        ("sent: posted", f => f.Answer(Doc, Posted(), false)),
        ("sent: rejected", f => f.Answer(Doc, No, false)),
        ("sent: down", f => f.Answer(Doc, Down, false)),
        ("sent: lost", f => f.Answer(Doc, Lost, false)),
        ("sent: not found", f => f.Answer(Doc, NotFound, false)),
        ("looked up: posted", f => f.Answer(Doc, Posted(), true)),
        ("looked up: rejected", f => f.Answer(Doc, No, true)),
        ("looked up: down", f => f.Answer(Doc, Down, true)),
        ("looked up: lost", f => f.Answer(Doc, Lost, true)),
        ("looked up: not found", f => f.Answer(Doc, NotFound, true)),
        ("resume at once", f => f.Resume()),
        ("resume later", f => f.After(TimeSpan.FromHours(1)).Resume()),
        ("resolve: retry", f => f.Resolve(Doc, ResolutionKind.Retry, "d2")),
        ("resolve: waive", f => f.Resolve(Doc, ResolutionKind.Waive, "d2")),
        ("desk told", f => f.Told()),
    ];

    [Fact]
    public void The_table_of_states_and_commands_is_as_checked_in()
    {
        var text = new StringBuilder("state | command | result | events | status after | owed\n");
        foreach (var (state, flow) in States())
        {
            foreach (var (command, run) in Commands())
            {
                var after = run(flow);
                var events = after.Events.IsEmpty || after.History.Length == flow.History.Length ? "-" : after.Names;
                var result = after.Result == ResolutionResult.Unknown ? "-" : after.Result.ToString();
                var status = after.State.Find(PostingFlow.Full(Doc))?.Status.ToString() ?? "-";
                text.Append($"{state} | {command} | {result} | {events} | {status} | {after.Owed}\n");
            }
        }
        SpecFile.Matches("posting-table.txt", text.ToString());
    }
}
