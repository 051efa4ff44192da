using RetailActors.Orders;

namespace RetailActors.Retail.Verify;

/// <summary>What buyers were told, from the file that the flash sale wrote.</summary>
internal sealed class Acknowledgements(Check check)
{
    private readonly Dictionary<string, string?> _promised = [];

    /// <summary>The promised orders that nobody has shown yet, with the channel's id when the file has it.</summary>
    public IReadOnlyDictionary<string, string?> Promised => _promised;

    public void Load(FileInfo? ledger)
    {
        if (ledger is null)
            return;
        try
        {
            foreach (var line in File.ReadLines(ledger.FullName))
            {
                // The last line may be cut off when the buyers themselves were killed: without its end it is no record.
                if (line.Split('\t') is [var id, "accepted", _, { Length: > 0 } externalId])
                    _promised[id] = externalId;
                else if (line.Length > 0 && !line.Contains('\t'))
                    _promised[line] = null;
            }
        }
        catch (IOException e)
        {
            throw new CommandFailedException($"Cannot read the ledger: {e.Message}");
        }
        check.Count(_promised.Count);
    }

    /// <summary>An order as rebuilt from the journal.</summary>
    public void Seen(string id, Order order) =>
        Seen(id, order.Intake.ExternalId.Value, order.AcceptedAt is not null, OrderDecider.NameOf(order.Status));

    /// <summary>An order as it stands.</summary>
    public void Seen(string id, string? externalId, bool accepted, string? status)
    {
        if (!_promised.Remove(id, out var promised))
            return;
        if (!accepted)
            check.Violated($"order {id} was acknowledged as accepted and is {status}");
        else if (promised is not null && promised != externalId)
            check.Violated($"order {id} was acknowledged for {promised} and belongs to {externalId}");
    }

    /// <summary>Everything was read.</summary>
    public void Judge()
    {
        foreach (var id in _promised.Keys)
            check.Violated($"order {id} was acknowledged and does not exist");
    }
}
