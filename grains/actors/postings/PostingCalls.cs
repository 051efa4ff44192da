using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using RetailActors.Adapters;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Postings;

/// <summary>Makes the calls of a posting: to an account in its turn, and to the exception desk.</summary>
public sealed partial class PostingCalls(
    PostingKey key, Ledger<Posting, PostingEvent> ledger, IAccounts accounts, IGrainFactory grains, TimeProvider clock,
    ILogger log)
{
    /// <summary>The W3C trace parent of the request that the current call follows from, or null.</summary>
    public static string? Trace =>
        RequestContext.Get(ActorReferences.TraceParent) is string { Length: > 0 } id ? id : Activity.Current?.Id;

    /// <summary>Sends or looks up one document. Never throws.</summary>
    public async Task<Attempt> Try(AccountCall call)
    {
        var d = call.Document;
        RequestContext.Set(ActorReferences.TraceParent, call.Step.Trace ?? "");
        if (await Turn(d) is { } turnedAway)
        {
            return new Attempt(d.Key, call.LookUp, new PostingAnswer.Unavailable("lane-turn"), turnedAway);
        }
        try
        {
            var account = accounts.Get(d.Account);
            var request = Request(call);
            using var span = Signals.Start("post document", ActivityKind.Client, call.Step.Trace);
            span?.SetTag("account", d.Account).SetTag("document", d.Kind.ToString()).SetTag("look-up", call.LookUp);
            var answer = call.LookUp
                ? await account.LookUp(request, CancellationToken.None)
                : await account.Send(request, CancellationToken.None);
            Count(d, answer);
            return new Attempt(d.Key, call.LookUp, answer);
        }
        catch (Exception e)
        {
            // An adapter answers whatever happens; one that throws has a fault, and the call may have been made.
            AdapterThrew(d.Account, d.Key, e);
            return new Attempt(d.Key, call.LookUp, new PostingAnswer.Lost("adapter-fault"));
        }
    }

    /// <summary>Tells the exception desk.</summary>
    public Task Tell(DeskCall call)
    {
        var exception = ExceptionKey.For(key.Tenant, call.Kind, $"posting/{key}", call.Document.Key);
        var desk = grains.Actor<IExceptionCase>(exception.ToString());
        return call.Raise
            ? desk.Raise(PostingDecider.Report(key, call, clock.GetUtcNow()))
            : desk.Clear("the document has gone on");
    }

    /// <summary>Waits for the document's turn; the time of a turn that is too far away to wait for it.</summary>
    private async Task<DateTimeOffset?> Turn(Document d)
    {
        if (!accounts.Rules.Any(r => r.Name == d.Account && r.RatePerSecond > 0))
        {
            return null;
        }
        try
        {
            var turn = await grains.Actor<ILane>(d.Account).Enter(d.HasTurn);
            if (!turn.IsCall)
            {
                return clock.GetUtcNow() + turn.Wait;
            }
            if (turn.Wait > TimeSpan.Zero)
            {
                await Task.Delay(turn.Wait, clock);
            }
            return null;
        }
        catch (Exception e)
        {
            // Nothing was sent. The lane is found again on another silo within seconds.
            NoTurn(d.Account, e.Message);
            return clock.GetUtcNow() + Pauses.First + PostingDecider.TurnLead;
        }
    }

    private static void Count(Document d, PostingAnswer answer)
    {
        if (d.Attempts > 1)
        {
            Signals.Retries.One(("account", d.Account), ("what", "document"));
        }
        if (Signals.Documents.Enabled)
        {
            Signals.Documents.One(
                ("account", d.Account), ("document", Slug(d.Kind.ToString())), ("answer", Slug(answer.GetType().Name)),
                ("attempt", d.Attempts <= 1 ? "first" : "retry"));
        }
    }

    private static string Slug(string name) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    private DocumentCall Request(AccountCall call)
    {
        var (d, state) = (call.Document, ledger.Durable);
        var numbers = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var other in state.Documents)
        {
            if (other.Account == d.Account && other.Number is { } number)
            {
                numbers[other.Key] = number;
            }
        }
        return new DocumentCall(
            key.Tenant, d.Key, d.Kind, key.Subject, state.Order, call.Step.Step, numbers.ToImmutable(),
            PostingDecider.EditsOf(state, d), call.Step.Trace);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The adapter of {Account} threw at {Document}")]
    private partial void AdapterThrew(string account, string document, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lane of {Account} gives no turn now: {Cause}")]
    private partial void NoTurn(string account, string cause);
}
