using System.Text;
using RetailActors.Inventory;
using RetailActors.Operations;
using static RetailActors.Inventory.MovementKind;
using static RetailActors.Tests.Inventory.StockWords;

namespace RetailActors.Tests.Inventory;

/// <summary>Every command in every characteristic state, on one page: stock-table.txt.</summary>
public sealed class StockTableSpecs
{
    private sealed record Row(string State, params StockEvent[] Given);

    private sealed record Column(string Command, Func<Stock, (object Result, StockEvent[] Events)> Decide);

    private static readonly DateTimeOffset _now = Noon.AddMinutes(5);

    private static readonly Row[] _rows =
    [
        new("never stocked"),
        new("5 free", Counted(5)),
        new("sold out", Counted(2), Allocated("o9/1", 2)),
        new("below zero", Counted(1), Moved(Sale, 3, "m-8")),
        new("c held", Counted(5), Reserved("c", 2)),
        new("c held, all else sold", Counted(2), Reserved("c", 2)),
        new("c held, past its end", Counted(5), Reserved("c", 2, _now)),
        new("c held, 1 handed out", Counted(5), Reserved("c", 2), Fulfilled("c", 1, "f-9")),
        new("c expired", Counted(5), Reserved("c", 2, Noon), HoldExpired("c")),
        new("c released", Counted(5), Reserved("c", 2), Released("c", 2, "r-9")),
        new("c went into an order", Counted(5), Reserved("c", 2), AllocatedFromHold("o9/1", 2, "c")),
        new("c committed", Counted(5), Allocated("c", 2)),
        new("c committed, 1 left", Counted(5), Allocated("c", 2), Fulfilled("c", 1, "f-9")),
        new("c all left", Counted(5), Allocated("c", 2), Fulfilled("c", 2)),
        new("c given back", Counted(5), Allocated("c", 2), Released("c", 2)),
        new("c left unannounced", Counted(5), Fulfilled("c", 2)),
        new("movement m booked", Moved(Receive, 5, "m")),
        new("below zero, gap known", Counted(1), Moved(Sale, 3, "m-8"), Discrepancy("m-8", 0, -2),
            Snapped(0, gap: 2, asOf: Noon.AddMinutes(1))),
    ];

    private static readonly Column[] _columns =
    [
        new("reserve c 2", s => StockDecider.Decide(s, Reserve("c", 2), _now)),
        new("extend c", s => StockDecider.Decide(s, Extend("c", Later), _now)),
        new("allocate c 2", s => StockDecider.Decide(s, Allocate("c", 2), _now)),
        new("allocate n 3 from c", s => StockDecider.Decide(s, Allocate("n/1", 3, "c"), _now)),
        new("release c", s => StockDecider.Decide(s, Release("c"), _now)),
        new("hand over c 2", s => StockDecider.Decide(s, Fulfil("c", 2), _now)),
        new("sale m 2", s => StockDecider.Decide(s, Move(Sale, 2, "m"), _now)),
        new("transfer-out m 2", s => StockDecider.Decide(s, Move(TransferOut, 2, "m"), _now)),
        new("count m 1", s => StockDecider.Decide(s, Move(Count, 1, "m"), _now)),
        new("erp has 5", s => StockDecider.Decide(s, Snapshot(5, _now), _now)),
        new("waive gap", s => StockDecider.Decide(
            s, Decision(ResolutionKind.Waive, DiscrepancyParts.ErpGap), _now)),
        new("on hand as erp", s => StockDecider.Decide(
            s, Decision(ResolutionKind.Edit, DiscrepancyParts.ErpGap, "erp"), _now)),
        new("on hand 7", s => StockDecider.Decide(
            s, Decision(ResolutionKind.Edit, DiscrepancyParts.Oversold, "7"), _now)),
        new("count m 9 if 5", s => StockDecider.Decide(s, Move(Count, 9, "m", changeFrom: 5), _now)),
    ];

    [Fact]
    public void The_table_of_states_and_commands_is_as_checked_in() =>
        SpecFile.Matches("stock-table.txt", Print());

    private static string Print()
    {
        var cells = _rows.Select(row => _columns.Select(c => Cell(row, c)).Prepend([row.State, ""]).ToArray())
            .Prepend(_columns.Select(c => new[] { c.Command, "" }).Prepend(["state", ""]).ToArray()).ToArray();
        var widths = Enumerable.Range(0, _columns.Length + 1)
            .Select(i => cells.Max(row => row[i].Max(line => line.Length))).ToArray();
        var rule = string.Join("-+-", widths.Select(w => new string('-', w))) + "\n";
        var text = new StringBuilder("Stock: every command in every state. First the result, below it the events.\n\n");
        foreach (var row in cells)
        {
            for (var line = 0; line < row.Max(c => c.Count(l => l.Length > 0)); line++)
            {
                var cut = row.Select((c, i) => c[line].PadRight(widths[i]));
                text.Append(string.Join(" | ", cut).TrimEnd()).Append('\n');
            }
            text.Append(rule);
        }
        return text.ToString();
    }

    private static string[] Cell(Row row, Column column)
    {
        var (result, events) = column.Decide(Given(row.Given).State);
        return [Short(result), string.Join(", ", events.Select(StockCodecs.Stock.NameOf))];
    }

    /// <summary>The name of a result and what it says, times left out.</summary>
    private static string Short(object result)
    {
        var said = result.GetType().GetProperties().Select(p => p.GetValue(result))
            .Where(v => v is int or long or bool or ReservationStatus).ToArray();
        if (result is Enum)
        {
            return $"{result}";
        }
        return result.GetType().Name + (said.Length == 0 ? "" : $"({string.Join(", ", said)})");
    }
}
