using System.Collections.Immutable;

namespace RetailActors.Payments;

public static partial class PaymentDecider
{
    /// <summary>Records lines of a settlement report. See <see cref="IPayment.RecordSettlement"/>.</summary>
    public static (ImmutableArray<SettlementVerdict>, PaymentEvent[]) Decide(
        Payment payment, RecordSettlement command, DateTimeOffset now)
    {
        if (payment is not Payment.Opened)
        {
            return ([.. command.Entries.Select(_ => new SettlementVerdict(SettlementFit.NoOperation))], []);
        }
        var verdicts = ImmutableArray.CreateBuilder<SettlementVerdict>(command.Entries.Length);
        var events = new List<PaymentEvent>();
        foreach (var entry in command.Entries)
        {
            var (verdict, e) = Judge((Payment.Opened)payment, entry, command.ToleranceMinor, now);
            verdicts.Add(verdict);
            if (e is not null)
            {
                events.Add(e);
                payment = Evolve(payment, e);
            }
        }
        return (verdicts.MoveToImmutable(), [.. events]);
    }

    private static (SettlementVerdict, PaymentEvent?) Judge(
        Payment.Opened payment, SettlementEntry entry, long tolerance, DateTimeOffset now)
    {
        if (payment.Operations.FirstOrDefault(o => o.Claim?.Line == entry.Line) is { } claimed)
        {
            return Again(claimed, entry, tolerance, now);
        }
        if (Named(payment, entry) is not { } operation)
        {
            return payment.Operations.FirstOrDefault(o => IsUnpaid(o, entry) && o.Amount == entry.Amount) is { } likely
                ? Suggested(likely, entry, now)
                : (new SettlementVerdict(SettlementFit.NoOperation), null);
        }
        SettlementVerdict Says(SettlementFit fit, string? evidence = null) =>
            new(fit, operation.Id, operation.Amount, evidence);
        if (operation.Kind != entry.Kind || operation.Standing is not Standing.Succeeded)
        {
            var standing = operation.Standing.GetType().Name.ToLowerInvariant();
            return (Says(SettlementFit.NotDone, $"{operation.Kind.ToString().ToLowerInvariant()} {standing}"), null);
        }
        if (operation.Claim is { } other)
        {
            return (Says(SettlementFit.Duplicate, other.Line), null);
        }
        return Pays(operation, entry, tolerance, now);
    }

    private static (SettlementVerdict, PaymentEvent) Pays(
        Operation o, SettlementEntry entry, long tolerance, DateTimeOffset now)
    {
        var fit = Fit(o, entry.Amount, tolerance);
        PaymentEvent e = (fit, entry.Accepted) switch
        {
            (SettlementFit.Exact or SettlementFit.Tolerated, _) =>
                new PaymentEvent.SettlementMatched(o.Id, entry.Line, entry.Amount, now),
            (_, { } by) => new PaymentEvent.SettlementAccepted(o.Id, entry.Line, entry.Amount, now, by),
            _ => new PaymentEvent.SettlementDiffered(o.Id, entry.Line, entry.Amount, now),
        };
        return (new SettlementVerdict(fit, o.Id, o.Amount), e);
    }

    private static (SettlementVerdict, PaymentEvent?) Again(
        Operation o, SettlementEntry entry, long tolerance, DateTimeOffset now)
    {
        var verdict = new SettlementVerdict(Fit(o, entry.Amount, tolerance), o.Id, o.Amount);
        return o.Claim is Claim.Differs && entry.Accepted is { } by
            ? (verdict, new PaymentEvent.SettlementAccepted(o.Id, entry.Line, entry.Amount, now, by))
            : (verdict, null);
    }

    private static (SettlementVerdict, PaymentEvent?) Suggested(Operation o, SettlementEntry entry, DateTimeOffset now)
    {
        var reference = (o.Standing as Standing.Succeeded)?.Reference;
        var verdict = new SettlementVerdict(
            SettlementFit.Suggested, o.Id, o.Amount, $"same kind and amount as {o.Id}, {reference}, which is unpaid");
        return (verdict, entry.Accepted is { } by
            ? new PaymentEvent.SettlementAccepted(o.Id, entry.Line, entry.Amount, now, by)
            : null);
    }

    private static SettlementFit Fit(Operation o, Money amount, long tolerance) => amount switch
    {
        _ when amount.Currency != o.Amount.Currency => SettlementFit.CurrencyDiffers,
        _ when amount == o.Amount => SettlementFit.Exact,
        _ when Math.Abs(amount.Minor - o.Amount.Minor) <= tolerance => SettlementFit.Tolerated,
        _ => SettlementFit.AmountDiffers,
    };

    /// <summary>By the reference of the operation; without one, the only or the first unpaid one of the kind.</summary>
    private static Operation? Named(Payment.Opened payment, SettlementEntry entry)
    {
        if (entry.Operation is { } reference)
        {
            return payment.Operations.FirstOrDefault(o => ReferenceOf(o) == reference);
        }
        if (ReferenceOf(payment.Authorisation) != entry.Reference)
        {
            return null;
        }
        return payment.Operations.FirstOrDefault(o => IsUnpaid(o, entry) && o.Amount == entry.Amount)
            ?? payment.Operations.FirstOrDefault(o => IsUnpaid(o, entry))
            ?? payment.Operations.FirstOrDefault(o => o.Kind == entry.Kind && o.Claim is not null);
    }

    private static bool IsUnpaid(Operation o, SettlementEntry entry) =>
        o.Kind == entry.Kind && o.Standing is Standing.Succeeded && o.Claim is null;

    private static string? ReferenceOf(Operation o) => o.Standing switch
    {
        Standing.Succeeded s => s.Reference,
        Standing.Conflicted c => c.Reference,
        _ => null,
    };
}
