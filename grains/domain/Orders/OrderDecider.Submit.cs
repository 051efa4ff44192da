using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace RetailActors.Orders;

public static partial class OrderDecider
{
    /// <summary>Takes a submission in, or says why not.</summary>
    public static (SubmitDecision, OrderEvent[]) Decide(
        Order s, SubmitOrder c, SubmissionFacts facts, OrderKey key, DateTimeOffset now)
    {
        if (s.Stage != OrderStage.None)
            return Repeated(s, c);
        var faults = SubmissionRules.Check(c, facts);
        if (faults.Length > 0)
            return (new SubmitDecision.Invalid(faults), []);
        var lines = ImmutableArray.CreateBuilder<ReceivedLine>(c.Lines.Length);
        for (var i = 0; i < c.Lines.Length; i++)
        {
            var line = c.Lines[i];
            lines.Add(new ReceivedLine(
                line.LineId, line.Sku, line.Quantity, line.UnitPrice.Minor, facts.Lines[i].TaxCode, line.Hold));
        }
        var tenders = ImmutableArray.CreateBuilder<ReceivedTender>(c.Tenders.Length);
        foreach (var tender in c.Tenders)
            tenders.Add(new ReceivedTender(tender.Provider, tender.Method, tender.Amount.Minor));
        return (new SubmitDecision.Received(), [new OrderEvent.Received(
            key.Id, Fingerprint(c), c.Channel, c.ExternalId, c.Customer, c.Currency, c.Fulfilment,
            lines.MoveToImmutable(), c.Tax.Minor, c.Shipping.Minor, c.Total.Minor, tenders.MoveToImmutable(),
            facts.Candidates, facts.RoutingRule, c.By, now, facts.Tells)]);
    }

    /// <summary>
    /// What is known of a submission without looking anything up, or null when the order is new: spares a retry the
    /// reference data, which may have changed since.
    /// </summary>
    public static SubmitDecision? Known(Order s, SubmitOrder c) =>
        s.Stage == OrderStage.None ? null : Repeated(s, c).Item1;

    /// <summary>The answer to a submission in this state.</summary>
    /// <param name="s">The order, submitted.</param>
    /// <param name="alreadySubmitted">True when it was here before this submission.</param>
    public static SubmitResult Answer(Order s, bool alreadySubmitted) => s.Stage switch
    {
        OrderStage.Accepted => new SubmitResult.Accepted(View(s), alreadySubmitted),
        OrderStage.Rejected when s.Shortages.Length > 0 => new SubmitResult.OutOfStock(View(s), s.Shortages),
        OrderStage.Rejected => new SubmitResult.Declined(View(s), s.DeclineCode ?? ""),
        _ => new SubmitResult.Deciding(View(s), alreadySubmitted),
    };

    /// <summary>SHA-256 of what makes a submission the same one: all of its content, not who waits how long.</summary>
    public static string Fingerprint(SubmitOrder c)
    {
        var text = new StringBuilder(256);
        Put(text, c.Channel.Value);
        Put(text, c.ExternalId.Value);
        Put(text, c.Customer?.Value);
        Put(text, c.Currency.Value);
        Put(text, c.Fulfilment.Method == FulfilmentMethod.Pickup ? "pickup" : "ship");
        Put(text, c.Fulfilment.Location?.Value);
        text.Append(c.Lines.Length).Append('\n');
        foreach (var line in c.Lines)
        {
            Put(text, line.LineId.Value);
            Put(text, line.Sku.Value);
            text.Append(line.Quantity).Append('\n');
            Put(text, line.UnitPrice);
            Put(text, line.Hold?.Value);
        }
        Put(text, c.Tax);
        Put(text, c.Shipping);
        Put(text, c.Total);
        foreach (var tender in c.Tenders)
        {
            Put(text, tender.Provider);
            Put(text, tender.Method);
            Put(text, tender.Amount);
        }
        if (c.Exchange is { } exchange)
            Put(text, exchange.Value);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    // With its length in front no field can be mistaken for the end of one and the start of the next.
    private static void Put(StringBuilder text, string? field)
    {
        if (field is null)
            text.Append("-\n");
        else
            text.Append(field.Length).Append(' ').Append(field).Append('\n');
    }

    private static void Put(StringBuilder text, Money amount) =>
        text.Append(amount.Minor).Append(' ').Append(amount.Currency.Value).Append('\n');

    private static (SubmitDecision, OrderEvent[]) Repeated(Order s, SubmitOrder c) =>
        s.Intake.Fingerprint == Fingerprint(c)
            ? (new SubmitDecision.AlreadySubmitted(), [])
            : (new SubmitDecision.SubmittedDifferently(), []);
}
