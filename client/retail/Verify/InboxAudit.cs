using System.Text.Json;
using RetailActors.Channels;
using RetailActors.Journal;
using RetailActors.Retail.Verify.Books;

namespace RetailActors.Retail.Verify;

/// <summary>Checks the messages from outside: one that has had no effect waits for something or for somebody.</summary>
internal sealed class InboxAudit(Checks checks, OutboxRows outbox, Happenings happenings, DeskAudit desk)
    : FoldAudit<Inbox, InboxEvent>(checks, outbox)
{
    protected override Fold<Inbox, InboxEvent> FoldOf(string[] key) => InboxDecider.Fold;

    protected override void Judge()
    {
        if (State is not Inbox.Kept kept)
            return;
        foreach (var part in kept.Open.Except(kept.ToReport))
            desk.Needs(
                Stream, Key[0], part == InboxDecider.ItselfPart ? "webhook-failed" : "webhook-differs", part);
        if (kept.Standing is InboxStanding.Done)
            return;
        foreach (var id in IdsOf(kept.Message))
            happenings.Excused(id);
    }

    /// <summary>What the message goes by in the sender's books.</summary>
    private static IEnumerable<string> IdsOf(InboxMessage message)
    {
        try
        {
            using var document = JsonDocument.Parse(message.Body);
            var events = document.RootElement.ValueKind == JsonValueKind.Array
                ? document.RootElement.EnumerateArray().ToList()
                : [document.RootElement];
            return [.. events.Select(e => message.Source == "shopify"
                ? $"shopify/{e.Text("id")}"
                : e.Field("data").Text("shipmentId") ?? e.Text("id") ?? "")];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
