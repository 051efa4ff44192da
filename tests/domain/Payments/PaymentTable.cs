using System.Text;
using RetailActors.Payments;
using static RetailActors.Tests.Payments.PaymentSpec;

namespace RetailActors.Tests.Payments;

/// <summary>Every command in every state, checked in: a change of behaviour shows as a changed line.</summary>
public sealed class PaymentTable
{
    private static readonly ProviderAnswer _lost = new ProviderAnswer.Unknown("timeout");

    private static (string Name, Flow Flow)[] States() =>
    [
        ("absent", Given()),
        ("authorise pending", Requested()),
        ("authorise lost", Requested().Answer(Auth, _lost)),
        ("declined", Requested().Answer(Auth, new ProviderAnswer.Declined("no"))),
        ("authorised 100", Authorised()),
        ("authorise conflict", Requested().Answer(Auth, Approved(99))),
        ("capture 60 pending", Authorised().Capture("c1", 60)),
        ("capture 60 lost", Authorised().Capture("c1", 60).Answer("c1", _lost)),
        ("capture 60 refused", Authorised().Capture("c1", 60).Answer("c1", new ProviderAnswer.Rejected("no"))),
        ("capture 60 conflict", Authorised().Capture("c1", 60).Answer("c1", Approved(61, "psp_2"))),
        ("captured 60", Captured(60)),
        ("captured 60 voided 40", Captured(60).Void("v1").Answer("v1", Approved(40, "psp_3"))),
        ("captured 100", Captured(100)),
        ("voided 100", Authorised().Void("v1").Answer("v1", Approved(100, "psp_2"))),
        ("refund 60 pending", Captured(100).Refund("r1", 60)),
        ("refunded 60", Refunded(60)),
        ("refunded 100", Refunded(100)),
        ("captured 60 directly", Direct(60)),
        ("lapsed", Authorised().Tell(Said("e1", ProviderEventTypes.Expired))),
        ("disputed 100", Captured(100).Tell(Said("e1", ProviderEventTypes.DisputeOpened))),
        ("dispute won", Captured(100).Tell(Said("e1", ProviderEventTypes.DisputeWon))),
    ];

    private static (string Name, Func<Flow, Flow> Do)[] Commands() =>
    [
        ("authorise 100", f => f.Authorise(Authorise())),
        ("authorise 99", f => f.Authorise(Authorise(99))),
        ("capture c1 60", f => f.Capture("c1", 60)),
        ("capture c2 50", f => f.Capture("c2", 50)),
        ("capture c2 all", f => f.Capture("c2")),
        ("void v2 50", f => f.Void("v2", 50)),
        ("void v2 all", f => f.Void("v2")),
        ("refund r1 60", f => f.Refund("r1", 60)),
        ("refund r2 60", f => f.Refund("r2", 60)),
        ("refund r2 all", f => f.Refund("r2")),
        ("capture c1 60 directly", f => f.Directly(OperationKind.Capture, "c1", 60)),
        ("refund r2 10 directly", f => f.Directly(OperationKind.Refund, "r2", 10)),
        ("order knows c1", f => f.Told("c1")),
        ("says approved", f => Says(f, amount => new ProviderAnswer.Approved("psp_9", amount, Now))),
        ("says another amount", f => Says(f, amount => new ProviderAnswer.Approved("psp_9", amount + Usd(1), Now))),
        ("says declined", f => Says(f, _ => new ProviderAnswer.Declined("no"))),
        ("says rejected", f => Says(f, _ => new ProviderAnswer.Rejected("no"))),
        ("says not found", f => Says(f, _ => new ProviderAnswer.NotFound())),
        ("says unavailable", f => Says(f, _ => new ProviderAnswer.Unavailable("down"))),
        ("says nothing", f => Says(f, _ => _lost)),
        ("event: last done", f => Tells(f, 0)),
        ("event: last done, other amount", f => Tells(f, 1)),
        ("event: failed", f => f.Tell(Said("e7", ProviderEventTypes.Failed, "c1"))),
        ("event: captured by nobody", f => f.Tell(Said("e6", ProviderEventTypes.Captured, "nobody"))),
        ("event: lapsed", f => f.Tell(Said("e8", ProviderEventTypes.Expired))),
        ("event: charged back", f => f.Tell(Said("e9", ProviderEventTypes.DisputeOpened))),
    ];

    private static Flow Says(Flow flow, Func<Money, ProviderAnswer> answer) =>
        flow.State is Payment.Opened { Operations: [.., var last] }
            ? flow.Answer(last.Id, answer(last.Amount))
            : flow.Answer(Auth, answer(Usd(100)));

    private static Flow Tells(Flow flow, long more) => flow.State is Payment.Opened { Operations: [.., var last] }
        ? flow.Tell(Said("e5", last.Kind switch
        {
            OperationKind.Authorise => ProviderEventTypes.Authorised,
            OperationKind.Capture => ProviderEventTypes.Captured,
            OperationKind.Void => ProviderEventTypes.Voided,
            _ => ProviderEventTypes.Refunded,
        }, last.Id.Value, last.Amount.Minor + more))
        : flow.Tell(Said("e5", ProviderEventTypes.Authorised, Auth.Value));

    [Fact]
    public void The_table_of_states_and_commands_is_as_checked_in()
    {
        var text = new StringBuilder("state | command | result | events | status after\n");
        foreach (var (state, flow) in States())
        {
            foreach (var (command, run) in Commands())
            {
                var after = run(flow);
                var result = after.Result is { } r ? Short(r.ToString()!) : "-";
                var events = string.Join(", ", after.Events.Select(PaymentDecider.Codec.NameOf));
                text.Append($"{state} | {command} | {result} | {(events == "" ? "-" : events)} | {after.Status}\n");
            }
        }
        var path = Path.Combine(Here(), "payment-table.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, text.ToString());
        }
        text.ToString().ShouldBe(File.ReadAllText(path));
    }

    private static string Short(string record) => record.Replace(" { }", "").Replace("Money ", "");
}
