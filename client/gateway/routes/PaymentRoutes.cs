using RetailActors.Payments;

namespace RetailActors.Gateway;

/// <summary>Payments: read, capture, void, refund.</summary>
public static class PaymentRoutes
{
    /// <summary><c>GET /v1/payments/{id}</c>.</summary>
    public static async ValueTask<Answer> Read(Call call)
    {
        var id = call.PathId("id");
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        return await call.Cluster.Ask<IPayment, PaymentView?>(Key(call, id), p => p.Read()) is { } view
            ? call.Reply(200, Of(view), GatewayJson.Default.PaymentAnswer)
            : call.Refuse(Problems.NotFound("payment"));
    }

    /// <summary><c>POST /v1/payments/{id}/capture</c>.</summary>
    public static ValueTask<Answer> Capture(Call call) =>
        Operate(call, "captureId", OperationKind.Capture, static (payment, c) => payment.Capture(c));

    /// <summary><c>POST /v1/payments/{id}/void</c>.</summary>
    public static ValueTask<Answer> Void(Call call) =>
        Operate(call, "voidId", OperationKind.Void, static (payment, c) => payment.Void(c));

    /// <summary><c>POST /v1/payments/{id}/refunds</c>.</summary>
    public static ValueTask<Answer> Refund(Call call) =>
        Operate(call, "refundId", OperationKind.Refund, static (payment, c) => payment.Refund(c));

    private static async ValueTask<Answer> Operate(
        Call call, string idField, OperationKind kind, Func<IPayment, PaymentOperation, Task<OperationResult>> operate)
    {
        var id = call.PathId("id");
        var body = call.Body;
        var command = new PaymentOperation(
            new OperationId(body.OptionalId(idField) ?? call.CommandId), body.Money("amount", 1),
            call.Client.Origin with { Reason = body.Text("reason", 200) }, Direct: true);
        body.Done();
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var result = await call.Cluster.Ask<IPayment, OperationResult>(Key(call, id), p => operate(p, command));
        Answer Done(int status, Money amount, OperationStatus outcome) => call.Reply(
            status, new OperationAnswer(command.Id, new PaymentId(id), kind, outcome, amount),
            GatewayJson.Default.OperationAnswer);
        switch (result)
        {
            case OperationResult.Done(var amount):
                return Done(200, amount, OperationStatus.Succeeded);
            case OperationResult.Pending(var amount):
                return Done(202, amount, OperationStatus.Pending) with { Location = "/v1/payments/" + id };
            case OperationResult.WrongCurrency(var expected):
                call.Faults.Add("amount.currency", "wrong-currency", $"The payment is in {expected.Value}.");
                return call.RefuseInvalid();
            default:
                return call.Refuse(Refusal(result));
        }
    }

    private static Problem Refusal(OperationResult result) => result switch
    {
        OperationResult.NotFound => Problems.NotFound("payment"),
        OperationResult.DoneDifferently => new(
            409, "operation-differs", "This operation exists with other content",
            "The id was used for another kind or amount."),
        OperationResult.NotAllowed(var status) => new(
            409, "not-allowed", "The payment does not allow this now", "See its status.")
        { More = json => json.WriteString("paymentStatus"u8, Names<PaymentStatus>.Of(status)) },
        OperationResult.ExceedsAuthorised(var open) => Exceeds(
            "exceeds-authorised", "More than is authorised and open", open),
        OperationResult.ExceedsCaptured(var open) => Exceeds(
            "exceeds-captured", "More than was captured and not refunded", open),
        OperationResult.Refused(var code) => new(
            402, "payment-refused", "The provider refused", "Nothing was moved; the amount is free again.")
        { More = json => json.WriteString("code"u8, code) },
        _ => throw new InvalidOperationException($"No answer for {result.GetType().Name}."),
    };

    private static Problem Exceeds(string slug, string title, Money open) => new(
        409, slug, title, "Nothing was done. Pending operations count.")
    {
        More = json =>
        {
            json.WriteStartObject("open"u8);
            json.WriteNumber("minor"u8, open.Minor);
            json.WriteString("currency"u8, open.Currency.Value);
            json.WriteEndObject();
        },
    };

    private static PaymentAnswer Of(PaymentView v) => new(
        v.Id, v.Order, v.Provider, v.Status, v.Requested, v.Authorised, v.Captured, v.Voided, v.RefundPending,
        v.Refunded, [.. v.Operations.Select(o => new PaymentOperationAnswer(
            o.Id, o.Kind, o.Amount, o.Status, o.Reference, o.Code, o.RequestedAt, o.PaidBy))], v.Version, v.Disputed,
        v.Disputes.IsDefaultOrEmpty ? null : [.. v.Disputes.Select(d => new DisputeAnswer(
            d.Reference, d.Stage, d.Amount, d.At))]);

    private static string Key(Call call, string id) => new PaymentKey(call.Tenant, new PaymentId(id)).ToString();
}
