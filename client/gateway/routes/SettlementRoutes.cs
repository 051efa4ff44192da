using System.Globalization;
using System.Text.Json;
using RetailActors.Operations;
using RetailActors.Settlement;

namespace RetailActors.Gateway;

/// <summary>Settlement reports of providers, and the close.</summary>
public static class SettlementRoutes
{
    private const int FirstPage = 100;

    private static readonly string[] _statuses = ["matching", "mismatched", "reconciled"];

    /// <summary><c>POST /v1/settlements</c>.</summary>
    public static async ValueTask<Answer> Import(Call call)
    {
        var (provider, name) = (Needed(call, "provider"), Needed(call, "file"));
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var key = SettlementKey.For(call.Tenant, provider, name);
        var format = RequestBody.FileFormat(call.Http.Request.ContentType)!;
        var file = new SettlementFile(provider, name, format, call.Input.Written.ToArray(), call.Client.Origin);
        var result = await call.Cluster.Ask<ISettlementBatch, ImportResult>(key.ToString(), s => s.Import(file));
        switch (result)
        {
            case ImportResult.FileDiffers(var hash):
                return call.Refuse(new Problem(
                    409, "file-differs", "There is a file of this name with other content",
                    "Nothing was stored. The provider or the file name is a mistake.")
                { More = json => json.WriteString("hash"u8, hash) });
            case ImportResult.Rejected(var code, var detail):
                return call.Refuse(code is "invalid-json" or "invalid-utf8"
                    ? Problems.InvalidJson(detail)
                    : new Problem(422, code, "The file cannot be taken", detail));
            default:
                var view = (await Read(call, key, 0, FirstPage, null))!;
                return call.Reply(
                    result is ImportResult.Imported ? 201 : 200, Of(view), GatewayJson.Default.SettlementAnswer) with
                {
                    Location = "/v1/settlements/" + key.Id,
                };
        }
    }

    /// <summary><c>GET /v1/settlements/{id}</c>.</summary>
    public static async ValueTask<Answer> One(Call call)
    {
        var id = call.PathId("id");
        var (after, limit) = Paging.Read(call);
        var number = 0;
        if (after is not null && !int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            call.Faults.Add("cursor", "invalid-cursor", "Use the next member of the page before.");
        }
        LineStatus? only = null;
        if (call.Http.Request.Query["status"] is [{ } wanted])
        {
            only = Names<LineStatus>.TryParse(wanted, out var status) ? status : null;
            if (only is null)
            {
                call.Faults.Add("status", "unknown-value", Names<LineStatus>.List);
            }
        }
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        return await Read(call, new SettlementKey(call.Tenant, id), number, limit, only) is { } view
            ? call.Reply(200, Of(view), GatewayJson.Default.SettlementAnswer)
            : call.Refuse(Problems.NotFound("settlement"));
    }

    /// <summary><c>GET /v1/settlements</c>.</summary>
    public static async ValueTask<Answer> List(Call call)
    {
        var (after, limit) = Paging.Read(call);
        var (status, provider) = (call.QueryId("status"), call.QueryId("provider"));
        if (status is not null && !_statuses.Contains(status))
        {
            call.Faults.Add("status", "unknown-value", string.Join(", ", _statuses));
        }
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var page = await call.Cluster.Ask<IDirectory, DirectoryPage>(
            call.Tenant.Value, d => d.List(new DirectoryQuery("settlement", status, provider, after, limit)));
        return call.Reply(
            200, new SettlementList([.. page.Rows.Select(Item)], Paging.Cursor(page.Next)),
            GatewayJson.Default.SettlementList);
    }

    /// <summary><c>POST /v1/settlements/{id}/bank-lines</c>.</summary>
    public static async ValueTask<Answer> RecordBankLine(Call call)
    {
        var key = new SettlementKey(call.Tenant, call.PathId("id"));
        var body = call.Body;
        var (reference, amount, date) = (
            body.Text("reference", Identifier.MaxLength, true), body.Money("amount", 0, true), body.Time("valueDate"));
        body.Done();
        if (date is null && !call.Faults.Any)
        {
            call.Faults.Add("valueDate", "required", "Must be there.");
        }
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var line = new BankLine(reference!, amount!.Value, date!.Value, call.Client.Origin);
        switch (await call.Cluster.Ask<ISettlementBatch, BankResult>(key.ToString(), s => s.RecordBankLine(line)))
        {
            case BankResult.NotFound:
                return call.Refuse(Problems.NotFound("settlement"));
            case BankResult.OtherPayout:
                call.Faults.Add("reference", "other-payout", "The settlement is about another payout.");
                return call.RefuseInvalid();
            case BankResult.RecordedDifferently:
                return call.Refuse(new Problem(
                    409, "bank-line-differs", "The bank has said something else before", "Nothing was changed."));
            default:
                return call.Reply(200, Of((await Read(call, key, 0, 0, null))!), GatewayJson.Default.SettlementAnswer);
        }
    }

    /// <summary><c>GET /v1/operations/close</c>.</summary>
    public static async ValueTask<Answer> Close(Call call)
    {
        var period = call.Http.Request.Query["period"] is [{ } text] ? text : "";
        if (!DateTime.TryParseExact(period, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            call.Faults.Add("period", "invalid-period", "A month, as 2026-11.");
            return call.RefuseInvalid();
        }
        var r = await call.Cluster.Ask<IClose, CloseReport>(call.Tenant.Value, c => c.Report(period));
        return call.Reply(200, new CloseAnswer(
            r.Period, r.Blockers.IsEmpty,
            [.. r.Blockers.Select(b => new CloseBlockerAnswer(b.Kind, b.Key, b.Group, b.Since, b.Detail))], r.More,
            [.. r.Clearing.Select(c => new ClearingAnswer(
                c.Provider, c.Balance, c.InTransit, c.Items, c.Unexplained))],
            [.. r.Timing.Select(t => new InTransitAnswer(t.Payment, t.Provider, t.Amount, t.Since))]),
            GatewayJson.Default.CloseAnswer);
    }

    private static string Needed(Call call, string name)
    {
        if (call.QueryId(name) is { } value)
        {
            return value;
        }
        if (call.Http.Request.Query[name].Count == 0)
        {
            call.Faults.Add(name, "required", "Must be in the query.");
        }
        return "";
    }

    private static ValueTask<SettlementView?> Read(
        Call call, SettlementKey key, int after, int limit, LineStatus? only) =>
        call.Cluster.Ask<ISettlementBatch, SettlementView?>(key.ToString(), s => s.Read(after, limit, only));

    private static SettlementItem Item(DirectoryRow row)
    {
        var data = JsonSerializer.Deserialize(row.Data, GatewayJson.Default.SettlementRowData)!;
        return new SettlementItem(
            row.Key, row.Group, data.Name, row.Status, data.Payout, data.Amount, data.Lines, data.Open,
            data.Bank.ToLowerInvariant(), data.Ledger.ToLowerInvariant(), row.ChangedAt);
    }

    private static SettlementAnswer Of(SettlementView v) => new(
        v.Id, v.Provider, v.Name, v.Hash, v.Status, v.Payout, v.Amount, v.PaidAt, v.Bank, v.Ledger,
        v.Counts.OrderBy(c => c.Key).ToDictionary(c => Names<LineStatus>.Of(c.Key), c => c.Value),
        [.. v.Issues.Select(i => new SettlementIssueAnswer(i.Part, i.Class, i.Status, i.Evidence))],
        [.. v.Lines.Select(l => new SettlementLineAnswer(
            l.Number, l.Type, l.Reference, l.Operation, l.Merchant, l.Gross, l.Fee, l.Net, l.At, l.Status, l.Class,
            l.Evidence, l.Other))],
        v.Next is { } next ? Paging.Cursor(next.ToString(CultureInfo.InvariantCulture)) : null, v.Version);
}
