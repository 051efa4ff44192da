using System.Collections.Immutable;

namespace RetailActors.Inventory;

/// <summary>Goods on their way: announced by a purchase order, or sent from another place.</summary>
public static partial class StockDecider
{
    private static long InTransit(Stock s, string? document) =>
        document is not null && s.Transits.TryGetValue(document, out var transit) ? transit.InTransit : 0;

    private static void ThrowIfTooManyUnannounced(Stock s, Movement c)
    {
        if (c is { Kind: MovementKind.TransferOut, Counterpart: not null }
            && s.Announcing.Count >= Transit.Unannounced)
        {
            throw new BusyException($"{s.Key} has too many transfers waiting; nothing was done.");
        }
    }

    /// <summary>By how much a movement changes what is announced. Never takes away more than its document announces.
    /// </summary>
    private static long ChangeOfIncoming(Stock s, StockEvent.MovementRecorded e)
    {
        var announced = s.Incoming.GetValueOrDefault(e.Document ?? "");
        var change = IsOfTransfer(s, e)
            ? s.Transits.GetValueOrDefault(e.Document!, Transit.None) is var transit
                ? transit.After(e).InTransit - transit.InTransit
                : 0
            : e.Kind switch
            {
                MovementKind.Incoming => e.Quantity,
                MovementKind.Receive => -e.Quantity,
                _ => 0,
            };
        return Math.Max(change, -announced);
    }

    /// <summary>A transfer has a document; an announcement is of one when it says where the goods come from.</summary>
    private static bool IsOfTransfer(Stock s, StockEvent.MovementRecorded e) => e.Document is not null && e.Kind switch
    {
        MovementKind.Incoming => e.Counterpart is not null,
        MovementKind.TransferIn or MovementKind.TransferLost => true,
        MovementKind.Receive => s.Transits.ContainsKey(e.Document),
        _ => false,
    };

    private static Stock AfterAnnouncement(Stock s, StockEvent.MovementRecorded e)
    {
        if (e is { Kind: MovementKind.TransferOut, Counterpart: { } to, Document: { } of })
        {
            return s with
            {
                Announcing = s.Announcing.Add(
                    e.Id, new Announcement(to, e.Quantity, of, e.OccurredAt, e.ExpectedAt, e.By)),
            };
        }
        var document = e.Document ?? "";
        var announced = s.Incoming.GetValueOrDefault(document) + ChangeOfIncoming(s, e);
        var expected = e.Kind == MovementKind.Incoming && e.ExpectedAt is { } at
            ? s.Expected.SetItem(document, at)
            : s.Expected;
        return s with
        {
            Incoming = announced == 0 ? s.Incoming.Remove(document) : s.Incoming.SetItem(document, announced),
            Expected = announced == 0 ? expected.Remove(document) : expected,
            Transits = IsOfTransfer(s, e)
                ? ForgetTransits(s.Transits.SetItem(
                    document, s.Transits.GetValueOrDefault(document, Transit.None).After(e)))
                : s.Transits,
        };
    }

    private static ImmutableDictionary<string, Transit> ForgetTransits(
        ImmutableDictionary<string, Transit> transits)
    {
        if (transits.Count <= Transit.Remembered)
        {
            return transits;
        }
        var oldest = transits.Where(t => t.Value.InTransit == 0)
            .OrderBy(t => t.Value.At).ThenBy(t => t.Key, StringComparer.Ordinal).Take(1).ToArray();
        return oldest is [var (document, _)] ? transits.Remove(document) : transits;
    }
}
