using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http;
using System.Text.Json.Nodes;
using RetailActors.Adapters.Http;
using RetailActors.Finance;
using RetailActors.Postings;

namespace RetailActors.Adapters.Finance;

/// <summary>One ledger. The entry follows from the step by <see cref="Bookings"/>, so it is the same whenever it is
/// sent.</summary>
internal sealed class FinanceAdapter(AccountContext account) : IDocumentAdapter
{
    private const string Path = "v1/journal-entries";

    private readonly JsonExchange _exchange = new(account);

    /// <inheritdoc/>
    public async ValueTask<PostingAnswer> Send(DocumentCall call, CancellationToken cancellation)
    {
        if (call.Kind != DocumentKind.JournalEntry || Bookings.Of(call.Step) is not { } entry)
        {
            return new PostingAnswer.Rejected("no-entry", $"{call.Kind} after {call.Step.GetType().Name}.");
        }
        return await _exchange.Send(HttpMethod.Post, Path, Write(call, entry), call, cancellation) switch
        {
            Exchanged.Failed(var answer) => answer,
            Exchanged.Answered({ IsDone: true } reply) => Read(reply, call, entry),
            Exchanged.Answered(var reply) => Refused(reply),
            var other => throw new InvalidOperationException($"{other} is no exchange."),
        };
    }

    /// <inheritdoc/>
    public async ValueTask<PostingAnswer> LookUp(DocumentCall call, CancellationToken cancellation)
    {
        if (Bookings.Of(call.Step) is not { } entry)
        {
            return new PostingAnswer.NotFound();
        }
        return await _exchange.Get($"{Path}/{Uri.EscapeDataString(call.Key)}", call, cancellation) switch
        {
            Exchanged.Failed(var answer) => answer,
            Exchanged.Answered({ IsDone: true } reply) => Read(reply, call, entry),
            Exchanged.Answered({ Status: 404 } reply) when reply.Text("code") == "not-found" =>
                new PostingAnswer.NotFound(),
            Exchanged.Answered(var reply) => Refused(reply).ToLookUp(),
            _ => new PostingAnswer.Lost("garbage"),
        };
    }

    /// <summary>The trial balance up to the end of a month.</summary>
    public async ValueTask<LedgerReading> Balances(Tenant tenant, string period, CancellationToken cancellation)
    {
        var address = $"v1/trial-balance?tenant={Uri.EscapeDataString(tenant.Value)}&period={period}";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            return await _exchange.Get(address, Question(tenant), patience.Token) switch
            {
                Exchanged.Answered({ IsDone: true } reply) => new LedgerReading.Balances(
                    [.. reply.Body.Items("accounts").Select(Balance).OfType<LedgerBalance>()]),
                Exchanged.Answered(var reply) => new LedgerReading.Unavailable($"http-{reply.Status}"),
                Exchanged.Failed(var answer) => new LedgerReading.Unavailable(answer.GetType().Name),
                _ => new LedgerReading.Unavailable("garbage"),
            };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new LedgerReading.Unavailable("timeout");
        }
    }

    private static LedgerBalance? Balance(JsonObject item) =>
        item.Text("account") is { } name && item.Text("currency") is { } code && item["balance"] is JsonValue value
            && value.TryGetValue<long>(out var minor)
            ? new LedgerBalance(name, new Money(minor, new Currency(code)))
            : null;

    /// <summary>A question belongs to no document; only its trace is ever read.</summary>
    private DocumentCall Question(Tenant tenant) => new(
        tenant, "", DocumentKind.JournalEntry, "", null,
        new Step.Settled("", account.Clock.GetUtcNow(), "", "", []), ImmutableDictionary<string, string>.Empty,
        ImmutableDictionary<string, string>.Empty, null);

    private static JsonObject Write(DocumentCall call, Entry entry) => new()
    {
        ["externalKey"] = call.Key, ["tenant"] = call.Tenant.Value, ["subject"] = call.Subject, ["text"] = entry.Text,
        ["bookedAt"] = BookedAt(call, entry).ToString("O", CultureInfo.InvariantCulture),
        ["lines"] = new JsonArray([.. entry.Lines.Select(l => new JsonObject
        {
            ["account"] = l.Account.Code, ["minor"] = l.Amount.Minor, ["currency"] = l.Amount.Currency.Value,
        })]),
    };

    /// <summary>The exception desk may move an entry into an open period.</summary>
    private static DateTimeOffset BookedAt(DocumentCall call, Entry entry) =>
        call.Edits.TryGetValue(PostingChecks.PostingDateField, out var text) && DateOnly.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
            : entry.At;

    private PostingAnswer Read(HttpReply reply, DocumentCall call, Entry entry)
    {
        if (reply.Text("number") is not { Length: > 0 } number || reply.Text("externalKey") != call.Key)
        {
            return new PostingAnswer.Lost("garbage");
        }
        var theirs = reply.Body.Items("lines").ToList();
        var differences = ImmutableArray.CreateBuilder<Correction>();
        if (theirs.Count != entry.Lines.Length)
        {
            differences.Add(new Correction("lines", $"{entry.Lines.Length}", $"{theirs.Count}"));
        }
        foreach (var (ours, other) in entry.Lines.Zip(theirs))
        {
            var (mine, booked) = ($"{ours.Account} {ours.Amount}",
                $"{other.Text("account")} {other["minor"]} {other.Text("currency")}");
            if (mine != booked)
            {
                differences.Add(new Correction("line", mine, Wording.Detail(booked)));
            }
        }
        return new PostingAnswer.Posted(
            number, reply.Body.Time("recordedAt") ?? account.Clock.GetUtcNow(), differences.ToImmutable());
    }

    private static PostingAnswer Refused(HttpReply reply) => reply.Status == 409 && reply.Text("code") == "key-reused"
        ? new PostingAnswer.Rejected("key-reused", "The ledger has another entry under this key.")
        : reply.Otherwise(reply.Text("code"), reply.Text("detail"));
}
