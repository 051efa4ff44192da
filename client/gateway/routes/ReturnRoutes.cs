using System.Collections.Immutable;
using RetailActors.Operations;
using RetailActors.Returns;

namespace RetailActors.Gateway;

/// <summary>Returns: request or record, read, list, decide, receive.</summary>
public static class ReturnRoutes
{
    /// <summary><c>POST /v1/returns</c>.</summary>
    public static async ValueTask<Answer> Request(Call call)
    {
        var body = call.Body;
        var id = new ReturnId(body.OptionalId("returnId") ?? call.CommandId);
        var order = new OrderId(body.Id("orderId"));
        var received = body.Flag("received", true);
        var location = body.OptionalId("location", received);
        var command = new RequestReturn(
            order, Lines(body, true) ?? [], location is null ? null : new LocationId(location), received,
            body.Time("occurredAt") ?? call.Now, call.Client.Origin with { Reason = body.Text("reason", 200) });
        body.Done();
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        switch (await call.Cluster.Ask<IReturn, ReturnResult>(Key(call, id.Value), r => r.Request(command)))
        {
            case ReturnResult.Requested(var view, var already):
                return Show(call, already ? 200 : 201, view) with { Location = Location(view.Id) };
            case ReturnResult.UnknownLocation:
                return UnknownLocation(call);
            case ReturnResult.UnknownLine(var line):
                return Faulty(call, command.Lines, line, "lineId", "unknown-line", "The order has no such line.");
            case ReturnResult.ExceedsFulfilled(var line, var returnable):
                return call.Refuse(new Problem(
                    409, "exceeds-fulfilled", "More units than were handed over and have not come back",
                    "Nothing was recorded. Returns that are under way count.")
                {
                    More = json =>
                    {
                        json.WriteString("lineId"u8, line.Value);
                        json.WriteNumber("returnable"u8, returnable);
                    },
                });
            case ReturnResult.TooMany:
                return call.Refuse(new Problem(
                    409, "too-many-returns", "The order has had too many returns",
                    $"At most {RequestReturn.MaxReturns}, declined ones included."));
            case ReturnResult.RequestedDifferently:
                return call.Refuse(new Problem(
                    409, "return-differs", "This return was requested with other content",
                    "The returnId was used for another return before."));
            default:
                return call.Refuse(Problems.NotFound("order"));
        }
    }

    /// <summary><c>GET /v1/returns/{id}</c>.</summary>
    public static async ValueTask<Answer> Read(Call call)
    {
        var id = call.PathId("id");
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        return await call.Cluster.Ask<IReturn, ReturnView?>(Key(call, id), r => r.Read()) is { } view
            ? Show(call, 200, view)
            : call.Refuse(Problems.NotFound("return"));
    }

    /// <summary><c>GET /v1/returns</c>.</summary>
    public static async ValueTask<Answer> List(Call call)
    {
        var (status, location) = (call.QueryId("status"), call.QueryId("location"));
        var page = Paging.Read(call);
        if (status is not null && !Names<ReturnStatus>.TryParse(status, out _))
        {
            call.Faults.Add("status", "unknown-value", $"One of {Names<ReturnStatus>.List}.");
        }
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var rows = await call.Cluster.Ask<IDirectory, DirectoryPage>(
            call.Tenant.Value, d => d.List(new DirectoryQuery("return", status, location, page.After, page.Limit)));
        var items = rows.Rows.Select(r => new ReturnListItem(
            new ReturnId(r.Key), r.Status, r.Group, r.ChangedAt, r.Version, Location(new ReturnId(r.Key))));
        return call.Reply(200, new ReturnList([.. items], Paging.Cursor(rows.Next)), GatewayJson.Default.ReturnList);
    }

    /// <summary><c>POST /v1/returns/{id}/approve</c>.</summary>
    public static ValueTask<Answer> Approve(Call call) => Decide(call, static (r, by) => r.Approve(by));

    /// <summary><c>POST /v1/returns/{id}/decline</c>.</summary>
    public static ValueTask<Answer> Decline(Call call) => Decide(call, static (r, by) => r.Decline(by));

    /// <summary><c>POST /v1/returns/{id}/cancel</c>.</summary>
    public static ValueTask<Answer> Cancel(Call call) => Decide(call, static (r, by) => r.Cancel(by));

    /// <summary><c>POST /v1/returns/{id}/sent</c>.</summary>
    public static ValueTask<Answer> Sent(Call call) => Decide(call, static (r, by) => r.RecordSent(by));

    /// <summary><c>POST /v1/returns/{id}/receive</c>.</summary>
    public static async ValueTask<Answer> Receive(Call call)
    {
        var id = call.PathId("id");
        var body = call.Body;
        var fact = new ReceiveReturn(
            new LocationId(body.Id("location")), Lines(body, false), body.Time("occurredAt") ?? call.Now,
            call.Client.Origin with { Reason = body.Text("reason", 200) });
        body.Done();
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var change = await call.Cluster.Ask<IReturn, ReturnChange>(Key(call, id), r => r.RecordReceived(fact));
        return change switch
        {
            ReturnChange.UnknownLocation => UnknownLocation(call),
            ReturnChange.UnitsDiffer(var line, var announced) => Faulty(
                call, fact.Lines ?? [], line, "quantity", "units-differ",
                $"The return has {announced} units of this line; one that did not come is missing."),
            _ => Answered(call, change),
        };
    }

    /// <summary>The address of a return.</summary>
    public static string Location(ReturnId id) => "/v1/returns/" + id.Value;

    private static async ValueTask<Answer> Decide(Call call, Func<IReturn, Origin, Task<ReturnChange>> decide)
    {
        var id = call.PathId("id");
        var body = call.Body;
        var by = call.Client.Origin with { Reason = body.Text("reason", 200) };
        body.Done();
        return call.Faults.Any
            ? call.RefuseInvalid()
            : Answered(call, await call.Cluster.Ask<IReturn, ReturnChange>(Key(call, id), r => decide(r, by)));
    }

    private static Answer Answered(Call call, ReturnChange change) => change switch
    {
        ReturnChange.Done(var view) => Show(call, 200, view),
        ReturnChange.NotAllowed(var status) => call.Refuse(new Problem(
            409, "not-allowed", "The return does not allow this now", "See its status.")
        { More = json => json.WriteString("returnStatus"u8, Names<ReturnStatus>.Of(status)) }),
        _ => call.Refuse(Problems.NotFound("return")),
    };

    /// <summary>Reads the units that come back.</summary>
    internal static ImmutableArray<ReturnLine>? Lines(Fields body, bool required)
    {
        if (body.Objects("lines", 1, RequestReturn.MaxLines, required) is not { } items)
        {
            return null;
        }
        var lines = ImmutableArray.CreateBuilder<ReturnLine>(items.Count);
        var seen = new HashSet<(string, Disposition)>();
        foreach (var item in items)
        {
            var line = item.Id("lineId");
            var quantity = (int)(item.Whole("quantity", 1, Orders.SubmitOrder.MaxQuantity, true) ?? 0);
            var disposition = item.Choice<Disposition>("disposition");
            if (line.Length > 0 && !seen.Add((line, disposition)))
            {
                item.Fault("lineId", "duplicate-line", "This line is there twice with the same disposition.");
            }
            item.Done();
            lines.Add(new ReturnLine(new LineId(line), quantity, disposition));
        }
        return lines.MoveToImmutable();
    }

    private static Answer Faulty(
        Call call, ImmutableArray<ReturnLine> lines, LineId line, string field, string code, string message)
    {
        var at = Math.Max(0, lines.IsDefault ? 0 : lines.IndexOf(lines.FirstOrDefault(l => l.LineId == line)!));
        call.Faults.Add($"lines[{at}].{field}", code, message);
        return call.RefuseInvalid();
    }

    private static Answer UnknownLocation(Call call)
    {
        call.Faults.Add("location", "unknown-location", "There is no such active location.");
        return call.RefuseInvalid();
    }

    private static Answer Show(Call call, int status, ReturnView v) => call.Reply(status, new ReturnAnswer(
        v.Id, v.Order, v.Status, v.Location, [.. v.Units.Select(u => new ReturnLineAnswer(
            u.LineId, u.Sku, u.Quantity, u.Disposition, u.Net, u.Tax, u.Shipping))], v.Amount,
        [.. v.Refunds.Select(r => new RefundAnswer(
            r.Payment, r.Amount, r.Status, r.Code, r.At, r.IsCredit ? true : null))],
        v.RequestedAt,
        v.ReceivedAt, v.ClosedAt, v.Version, new ReturnLinks(Location(v.Id), OrderAnswers.Location(v.Order))),
        GatewayJson.Default.ReturnAnswer);

    private static string Key(Call call, string id) => new ReturnKey(call.Tenant, new ReturnId(id)).ToString();
}
