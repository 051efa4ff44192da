using System.Collections.Immutable;
using System.Text.Json;
using RetailActors.Channels;
using RetailActors.Inventory;
using RetailActors.Orders;
using RetailActors.Returns;

namespace RetailActors.Adapters.Pos;

/// <summary>Makes commands out of what stores report. What a till says has happened: it is never refused.</summary>
/// <remarks>
/// Ids come from the store and its own number of the sale, so the same sale under another message id has no second
/// effect. Amounts of sales stay at the till; only units matter here.
/// </remarks>
public sealed class PosTranslator : IInboundTranslator
{
    /// <summary>Most lines of one event.</summary>
    public const int MaxLines = 1_000;

    /// <summary>Most units of a line: more is a slip of the scanner.</summary>
    public const long MaxQuantity = 1_000_000;

    private const int KnownVersion = 1;
    private static readonly Origin _by = new("pos");

    /// <inheritdoc/>
    public string Source => "pos";

    /// <inheritdoc/>
    public Translation Translate(InboxMessage message, InboxKey key)
    {
        var commands = ImmutableArray.CreateBuilder<InboundCommand>();
        string? notUnderstood = null, unreadable = null;
        try
        {
            foreach (var e in InboundEvent.Read(message))
            {
                var name = NameOf(e);
                if (e.Version > KnownVersion)
                {
                    notUnderstood = "newer-schema";
                }
                else if (Translator(name) is { } translate)
                {
                    unreadable ??= Take(e, key.Tenant, translate, commands);
                }
                else
                {
                    notUnderstood = "unknown-type";
                }
            }
        }
        catch (JsonException e)
        {
            return new Translation.Broken(e.Message);
        }
        return commands.Count == 0 && unreadable is null && notUnderstood is { } why
            ? new Translation.Unknown(why)
            : new Translation.Commands(commands.DrainToImmutable(), notUnderstood, unreadable);
    }

    private delegate IEnumerable<InboundCommand> Translating(InboundEvent e, Tenant tenant, LocationId store);

    private static Translating? Translator(string name) => name switch
    {
        "sale" => (e, _, store) => Moves(e, store, MovementKind.Sale, "saleId"),
        "return" => Return,
        "receive" => (e, _, store) => Moves(e, store, MovementKind.Receive, "receiptId"),
        "damage" => (e, _, store) => Moves(e, store, MovementKind.Damage, "damageId"),
        "transfer-out" => (e, _, store) => Moves(e, store, MovementKind.TransferOut, "transferId"),
        "transfer-in" => (e, _, store) => Moves(e, store, MovementKind.TransferIn, "transferId"),
        "count" => Count,
        "ready-for-pickup" or "pickup" or "missing" => HandOver,
        _ => null,
    };

    /// <summary>The part after <c>pos.</c>; before it may be the sender's own prefix.</summary>
    private static string NameOf(InboundEvent e)
    {
        var type = "." + e.Type;
        var at = type.IndexOf(".pos.", StringComparison.Ordinal);
        return at < 0 ? e.Type : type[(at + 5)..];
    }

    /// <summary>Adds all commands of an event or none, and says what is wrong with it.</summary>
    private static string? Take(
        InboundEvent e, Tenant tenant, Translating translate, ImmutableArray<InboundCommand>.Builder commands)
    {
        try
        {
            var store = e.Text("store") ?? e.Text("location");
            commands.AddRange(translate(e, tenant, new LocationId(Id(store, "store"))).ToList());
            return null;
        }
        catch (JsonException wrong)
        {
            return wrong.Message;
        }
    }

    private static IEnumerable<InboundCommand> Moves(
        InboundEvent e, LocationId store, MovementKind kind, string idName) =>
        Lines(e).Select((line, i) => Move(e, store, line, kind, Quantity(line, "quantity", 1), idName, i));

    private static InboundCommand.Move Move(
        InboundEvent e, LocationId store, JsonElement line, MovementKind kind, long quantity, string idName, int index)
    {
        var document = e.Text(idName) ?? e.Id;
        var lineId = InboundEvent.Text(line, "lineId") ?? $"{index + 1}";
        var id = InboundEvent.Derived("pos", store.Value, NameOf(e), document, lineId);
        return new InboundCommand.Move(
            new Sku(Id(InboundEvent.Text(line, "sku"), "sku")), store, new Movement(
                new MovementId(id), kind, quantity, e.Time, InboundEvent.Text(line, "reason"),
                Identifier.IsValid(document) ? document : null, null, _by));
    }

    /// <summary>
    /// A count that says what was expected is recorded as the difference that it found. That is right in whatever order
    /// count and sales arrive; to set on hand would undo sales that come later and happened before.
    /// </summary>
    private static IEnumerable<InboundCommand> Count(InboundEvent e, Tenant tenant, LocationId store)
    {
        var index = 0;
        foreach (var line in Lines(e))
        {
            var counted = Quantity(line, "counted", 0);
            var difference = counted - InboundEvent.Whole(line, "expected");
            if (difference is null)
            {
                yield return Move(e, store, line, MovementKind.Count, counted, "countId", index);
            }
            else if (difference != 0)
            {
                yield return Move(e, store, line, MovementKind.Adjust, difference.Value, "countId", index);
            }
            index++;
        }
    }

    /// <summary>Of an order of ours, or of a sale that only the till knows.</summary>
    private static IEnumerable<InboundCommand> Return(InboundEvent e, Tenant tenant, LocationId store)
    {
        if (OrderOf(e, tenant) is not { } order)
        {
            return Moves(e, store, MovementKind.Return, "returnId");
        }
        var id = InboundEvent.Derived("pos", store.Value, e.Text("returnId") ?? e.Id);
        return Lines(e)
            .GroupBy(line => DispositionOf(InboundEvent.Text(line, "disposition") ?? e.Text("disposition")))
            .Select((group, i) => new InboundCommand.TakeBack(
                order, i == 0 ? id : InboundEvent.Derived(id, $"{group.Key}"), store,
                [.. group.Select(Units)], group.Key, e.Time, _by));
    }

    private static IEnumerable<InboundCommand> HandOver(InboundEvent e, Tenant tenant, LocationId store)
    {
        var order = OrderOf(e, tenant) ?? throw new JsonException("A hand-over without its order.");
        ImmutableArray<LineQuantity>? lines =
            e.Data.TryGetProperty("lines", out _) ? [.. Lines(e).Select(Units)] : null;
        var id = InboundEvent.Derived("pos", store.Value, e.Text("fulfilmentId") ?? e.Id);
        yield return new InboundCommand.HandOver(order, NameOf(e), new Handover(
            new FulfilmentId(id), lines, e.Time, null, null, _by));
    }

    private static OrderId? OrderOf(InboundEvent e, Tenant tenant) =>
        e.Text("order") is { } id ? new OrderId(Id(id, "order"))
        : e.Text("externalId") is { } external ? OrderKey.For(
            tenant, new Channel(Id(e.Text("channel"), "channel")), new ExternalOrderId(Id(external, "externalId"))).Id
        : null;

    private static LineQuantity Units(JsonElement line) => new(
        new LineId(Id(InboundEvent.Text(line, "lineId"), "lineId")), (int)Quantity(line, "quantity", 1));

    private static IEnumerable<JsonElement> Lines(InboundEvent e)
    {
        var lines = InboundEvent.Objects(e.Data, "lines").ToList();
        return lines.Count is >= 1 and <= MaxLines
            ? lines
            : throw new JsonException($"{e.Type} needs 1 to {MaxLines} lines.");
    }

    private static long Quantity(JsonElement line, string name, long least) =>
        InboundEvent.Whole(line, name) is { } quantity && quantity >= least && quantity <= MaxQuantity
            ? quantity
            : throw new JsonException($"{name} must be a whole number from {least} to {MaxQuantity}.");

    private static Disposition DispositionOf(string? text) => text switch
    {
        null or "restocked" => Disposition.Restocked,
        "processing-required" => Disposition.ProcessingRequired,
        "not-restocked" => Disposition.NotRestocked,
        "missing" => Disposition.Missing,
        _ => throw new JsonException("The disposition is unknown."),
    };

    private static string Id(string? text, string name) =>
        Identifier.IsValid(text) ? text! : throw new JsonException($"{name} is missing or no valid id.");
}
