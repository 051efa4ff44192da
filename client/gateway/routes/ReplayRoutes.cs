namespace RetailActors.Gateway;

/// <summary>Sends documents again.</summary>
public static class ReplayRoutes
{
    private const int LongestReason = 200;

    /// <summary><c>POST /v1/operations/replays</c>.</summary>
    public static async ValueTask<Answer> Replay(Call call)
    {
        var body = call.Body;
        var wish = new ReplayWish(
            body.OptionalId("entity"), body.OptionalId("account"), body.Time("from"), body.Time("to"),
            body.Flag("deadLetters", false));
        var dryRun = body.Flag("dryRun", true);
        var reason = body.Text("reason", LongestReason) ?? "replay";
        body.Done();
        if (!wish.IsBounded)
        {
            call.Faults.Add("entity", "required", "An entity, an account or deadLetters.");
        }
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        return await new Replays(call.Cluster).Run(call.Client, call.CommandId, wish, dryRun, reason) is { } answer
            ? call.Reply(200, answer, GatewayJson.Default.ReplayAnswer)
            : call.Refuse(Problems.NotYourDesk(
                "These documents belong to another role", "See the dry run for whose they are. Nothing was sent."));
    }
}
