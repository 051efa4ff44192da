using System.Collections.Immutable;
using System.Text;
using RetailActors.Settlement;

namespace RetailActors.Adapters.Files;

/// <summary>
/// The settlement detail report of Adyen as CSV: one row per movement, and the payout as the last row. Columns may come
/// in any order; those that we do not know are kept with the line.
/// </summary>
public sealed class AdyenReport : IReportReader
{
    private const string PayoutType = "MerchantPayout";

    private static readonly string[] _needed =
    [
        "Psp Reference", "Merchant Reference", "Creation Date", "TimeZone", "Type", "Modification Reference",
        "Gross Currency", "Gross Debit (GC)", "Gross Credit (GC)", "Exchange Rate", "Net Currency", "Net Debit (NC)",
        "Net Credit (NC)", "Commission (NC)", "Markup (NC)", "Scheme Fees (NC)", "Interchange (NC)",
    ];

    private static readonly HashSet<string> _known =
        [.. _needed, "Company Account", "Merchant Account", "Payment Method", "Batch Number"];

    private static readonly UTF8Encoding _strict = new(false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public string Format => "csv";

    /// <inheritdoc/>
    public ReportReading Read(ReadOnlyMemory<byte> content)
    {
        string text;
        try
        {
            text = _strict.GetString(content.Span);
        }
        catch (DecoderFallbackException)
        {
            return new ReportReading.Broken("invalid-utf8", "The file is not UTF-8.");
        }
        var rows = new CsvRows(text.AsSpan().TrimStart('\uFEFF'));
        if (!rows.Next() || ColumnsOf(rows.Cells) is not { } columns)
        {
            return new ReportReading.Broken(
                "wrong-header", $"The first row must have, each once: {string.Join(", ", _needed)}.");
        }
        return Rows(rows, columns);
    }

    private static ReportReading Rows(CsvRows rows, Columns columns)
    {
        var read = new ReportRows();
        Payout? payout = null;
        for (var number = 1; rows.Next(); number++)
        {
            var row = new Row(columns, rows.Cells);
            if (payout is not null)
            {
                return new ReportReading.Broken("row-after-payout", "There is a row after the payout.");
            }
            if (row.Fits && row["Type"] == PayoutType)
            {
                try
                {
                    payout = row.End();
                }
                catch (RowException e)
                {
                    return new ReportReading.Broken("missing-trailer", $"The payout cannot be read: {e.Message}.");
                }
                continue;
            }
            var at = number;
            read.Add(number, () => row.Line(at));
            if (read.Broken is { } broken)
            {
                return broken;
            }
        }
        return payout is null
            ? new ReportReading.Broken("missing-trailer", $"The last row must be of type {PayoutType}.")
            : read.End(payout);
    }

    private static Columns? ColumnsOf(List<string> header)
    {
        var at = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < header.Count; i++)
        {
            if (!at.TryAdd(header[i], i))
            {
                return null;
            }
        }
        return _needed.All(at.ContainsKey)
            ? new Columns(at, [.. header.Index().Where(c => !_known.Contains(c.Item))], header.Count)
            : null;
    }

    private sealed record Columns(
        Dictionary<string, int> At, ImmutableArray<(int Index, string Item)> Others, int Count);

    private sealed class Row(Columns columns, List<string> cells)
    {
        public bool Fits => cells.Count == columns.Count;

        public string this[string column] => cells[columns.At[column]];

        public ReportLine Line(int number)
        {
            if (!Fits)
            {
                throw new RowException($"{cells.Count} cells instead of {columns.Count}");
            }
            var (type, net) = (Type(), Signed("Net", "NC"));
            // What is about no payment has no gross amount there: a monthly fee, a balance carried over.
            var isOfNoPayment = type is LineType.Fee or LineType.Carry or LineType.Correction;
            var gross = isOfNoPayment && this["Gross Currency"].Length == 0 ? net : Signed("Gross", "GC");
            var fee = Minor("Commission (NC)") + Minor("Markup (NC)") + Minor("Scheme Fees (NC)")
                + Minor("Interchange (NC)");
            long Minor(string column) => CellText.Minor(this[column], net.Currency, column);
            return new ReportLine(
                number, type, Text("Psp Reference"), Text("Modification Reference") is { Length: > 0 } m ? m : null,
                CellText.Plain(this["Merchant Reference"], "Merchant Reference"), gross, net with { Minor = fee }, net,
                CellText.Rate(this["Exchange Rate"], "Exchange Rate"),
                CellText.Time(this["Creation Date"], this["TimeZone"], "Creation Date"), Other());
        }

        public Payout End()
        {
            var net = Signed("Net", "NC");
            var reference = Text("Modification Reference");
            if (net.Minor > 0 || reference.Length == 0)
            {
                throw new RowException("a payout has a reference and is a debit");
            }
            return new Payout(reference, net with { Minor = -net.Minor },
                CellText.Time(this["Creation Date"], this["TimeZone"], "Creation Date"));
        }

        // References are digits and may well look like a card.
        private string Text(string column) => this[column].Length <= Identifier.MaxLength
            && !this[column].Any(char.IsControl) ? this[column] : throw new RowException($"{column} is too long");

        private Money Signed(string side, string unit)
        {
            var currency = CellText.Currency(this[$"{side} Currency"], $"{side} Currency");
            var (debit, credit) = (this[$"{side} Debit ({unit})"], this[$"{side} Credit ({unit})"]);
            var (minus, plus) = (CellText.Minor(debit, currency, side), CellText.Minor(credit, currency, side));
            if (minus < 0 || plus < 0 || (minus > 0 && plus > 0))
            {
                throw new RowException($"{side} must be a debit or a credit");
            }
            return new Money(plus - minus, currency);
        }

        private LineType Type() => this["Type"] switch
        {
            "Settled" => LineType.Capture,
            "Refunded" => LineType.Refund,
            "RefundedReversed" => LineType.RefundReversed,
            "Chargeback" or "SecondChargeback" => LineType.Chargeback,
            "ChargebackReversed" => LineType.ChargebackReversed,
            "Fee" or "InvoiceDeduction" or "MiscCosts" or "PaymentCost" => LineType.Fee,
            "Balancetransfer" => LineType.Carry,
            "DepositCorrection" or "ManualCorrected" => LineType.Correction,
            _ => throw new RowException("Type is not known"),
        };

        private ImmutableDictionary<string, string>? Other()
        {
            ImmutableDictionary<string, string>.Builder? other = null;
            foreach (var (index, column) in columns.Others)
            {
                if (cells[index].Length > 0 && !CellText.HasAddress(cells[index]))
                {
                    other ??= ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
                    other[CellText.Plain(column, "header")] = CellText.Plain(cells[index], column);
                }
            }
            return other?.ToImmutable();
        }
    }
}
