using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace RetailActors.Sandbox.Psp;

/// <summary>The two shapes in which the provider reports, after published ones of real providers.</summary>
internal static class PspReports
{
    private static readonly string _header = string.Join(',',
        "Company Account", "Merchant Account", "Psp Reference", "Merchant Reference", "Payment Method", "Creation Date",
        "TimeZone", "Type", "Modification Reference", "Gross Currency", "Gross Debit (GC)", "Gross Credit (GC)",
        "Exchange Rate", "Net Currency", "Net Debit (NC)", "Net Credit (NC)", "Commission (NC)", "Markup (NC)",
        "Scheme Fees (NC)", "Interchange (NC)", "Payment Method Variant", "Batch Number");

    /// <summary>A settlement detail report: one row per movement, the payout as the last row.</summary>
    internal static string Csv(PspPayout payout, string tenant)
    {
        var text = new StringBuilder(_header).Append('\n');
        var number = payout.Reference[(payout.Reference.IndexOf('_') + 1)..];
        foreach (var l in payout.Lines)
        {
            Row(text, tenant, number, l, "visacredit");
        }
        Row(text, tenant, number, new PspReportLine(
            "MerchantPayout", "", payout.Reference, "", -payout.Amount, payout.Currency, 0, -payout.Amount,
            payout.Currency, 1, payout.At), "");
        return text.ToString();
    }

    /// <summary>A payout with its balance transactions, their sources expanded.</summary>
    internal static string Json(PspPayout payout)
    {
        var data = new JsonArray();
        foreach (var (i, l) in payout.Lines.Index())
        {
            data.Add(Transaction($"txn_{payout.Reference}_{i + 1}", l, payout));
        }
        return new JsonObject
        {
            ["object"] = "payout_report",
            ["payout"] = new JsonObject
            {
                ["id"] = payout.Reference, ["object"] = "payout", ["amount"] = payout.Amount,
                ["currency"] = payout.Currency.ToLowerInvariant(), ["arrival_date"] = payout.At.ToUnixTimeSeconds(),
                ["created"] = payout.At.ToUnixTimeSeconds(), ["status"] = "paid",
            },
            ["balance_transactions"] = new JsonObject
            {
                ["object"] = "list", ["has_more"] = false, ["data"] = data,
            },
        }.ToJsonString();
    }

    private static JsonObject Transaction(string id, PspReportLine l, PspPayout payout)
    {
        var refund = l.Type == PspMistakes.Refund;
        var (type, category) = l.Type switch
        {
            PspMistakes.Refund => ("refund", "refund"),
            PspMistakes.Chargeback => ("adjustment", "dispute"),
            _ => ("charge", "charge"),
        };
        var source = new JsonObject
        {
            ["id"] = l.Modification, ["object"] = refund ? "refund" : "charge", ["amount"] = Math.Abs(l.Gross),
            ["currency"] = l.GrossCurrency.ToLowerInvariant(), ["payment_intent"] = l.Psp,
            ["metadata"] = new JsonObject { ["payment"] = l.Merchant },
        };
        return new JsonObject
        {
            ["id"] = id, ["object"] = "balance_transaction", ["amount"] = l.Gross, ["fee"] = l.Fee, ["net"] = l.Net,
            ["currency"] = l.NetCurrency.ToLowerInvariant(), ["type"] = type, ["reporting_category"] = category,
            ["created"] = l.At.ToUnixTimeSeconds(), ["available_on"] = payout.At.ToUnixTimeSeconds(),
            ["exchange_rate"] = l.Rate == 1 && l.GrossCurrency == l.NetCurrency ? null : JsonValue.Create(l.Rate),
            ["status"] = "available", ["source"] = source,
        };
    }

    private static void Row(StringBuilder text, string tenant, string batch, PspReportLine l, string variant)
    {
        string[] cells =
        [
            "RetailActors", tenant, l.Psp, l.Merchant, variant.Length > 0 ? "visa" : "",
            l.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), "UTC", l.Type,
            l.Modification, l.GrossCurrency, Side(-l.Gross, l.GrossCurrency), Side(l.Gross, l.GrossCurrency),
            l.Rate.ToString(CultureInfo.InvariantCulture), l.NetCurrency, Side(-l.Net, l.NetCurrency),
            Side(l.Net, l.NetCurrency), l.Fee == 0 ? "" : Side(l.Fee, l.NetCurrency), "", "", "", variant, batch,
        ];
        text.AppendJoin(',', cells).Append('\n');
    }

    private static string Side(long minor, string currency)
    {
        var digits = new Currency(currency).MinorDigits;
        var unit = (decimal)Math.Pow(10, digits);
        return minor <= 0 ? "" : (minor / unit).ToString($"F{digits}", CultureInfo.InvariantCulture);
    }
}
