using RetailActors.Orders;
using RetailActors.Returns;

namespace RetailActors.Gateway;

/// <summary>Exchanges: goods back and others instead, with one sum of money between them.</summary>
public static class ExchangeRoutes
{
    /// <summary><c>POST /v1/exchanges</c>.</summary>
    public static async ValueTask<Answer> Request(Call call)
    {
        var body = call.Body;
        var id = new ExchangeId(body.OptionalId("exchangeId") ?? call.CommandId);
        var order = new OrderId(body.Id("orderId"));
        var lines = ReturnRoutes.Lines(body, true) ?? [];
        var location = new LocationId(body.Id("location"));
        var received = body.Flag("received", true);
        var by = call.Client.Origin with { Reason = body.Text("reason", 200) };
        var at = body.Time("occurredAt") ?? call.Now;
        var instead = body.Object("newOrder", true);
        var newOrder = instead is null ? null : OrderReading.WithoutPayment(call, instead);
        var payment = body.Object("payment");
        var difference = payment is null ? null : new ExchangePayment(payment.Id("provider"), payment.Id("method"));
        payment?.Done();
        body.Done();
        if (call.Faults.Any || newOrder is null)
        {
            return call.RefuseInvalid();
        }
        var command = new RequestExchange(order, lines, location, received, at, newOrder, difference, by);
        return await call.Cluster.Ask<IExchange, ExchangeResult>(Key(call, id.Value), e => e.Request(command)) switch
        {
            ExchangeResult.Standing({ Status: ExchangeStatus.Refused } view, _) => Refused(call, view),
            ExchangeResult.Standing(var view, var already) => Show(call, StatusOf(view, already), view) with
            {
                Location = Location(view.Id),
            },
            _ => call.Refuse(new Problem(
                409, "exchange-differs", "This exchange was requested with other content",
                "The exchangeId was used for another exchange before.")),
        };
    }

    /// <summary><c>GET /v1/exchanges/{id}</c>.</summary>
    public static async ValueTask<Answer> Read(Call call)
    {
        var id = call.PathId("id");
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        return await call.Cluster.Ask<IExchange, ExchangeView?>(Key(call, id), e => e.Read()) is { } view
            ? Show(call, 200, view)
            : call.Refuse(Problems.NotFound("exchange"));
    }

    private static int StatusOf(ExchangeView view, bool already) =>
        view.Status is not (ExchangeStatus.Accepted or ExchangeStatus.Completed) ? 202 : already ? 200 : 201;

    private static Answer Refused(Call call, ExchangeView view) => view.Code == "unknown-order"
        ? call.Refuse(Problems.NotFound("order"))
        : call.Refuse(new Problem(
            view.Code is "payment-declined" or ExchangePaymentRequired ? 402 : 409, "exchange-refused",
            "The exchange was refused", "Nothing came back and no money has moved.")
        {
            More = json =>
            {
                json.WriteString("exchangeId"u8, view.Id.Value);
                json.WriteString("code"u8, view.Code);
                json.WriteString("reason"u8, view.Detail);
            },
        });

    private const string ExchangePaymentRequired = "payment-required";

    private static Answer Show(Call call, int status, ExchangeView v) => call.Reply(status, new ExchangeAnswer(
        v.Id, v.Status, v.Order, v.Return, v.NewOrder, v.Returned, v.Total, v.Credit, v.Due, v.Back, v.Code, v.Detail,
        v.RequestedAt, v.Version, new ExchangeLinks(
            Location(v.Id), ReturnRoutes.Location(v.Return), OrderAnswers.Location(v.Order),
            OrderAnswers.Location(v.NewOrder))), GatewayJson.Default.ExchangeAnswer);

    private static string Location(ExchangeId id) => "/v1/exchanges/" + id.Value;

    private static string Key(Call call, string id) => new ExchangeKey(call.Tenant, new ExchangeId(id)).ToString();
}
