namespace RetailActors.Payments;

/// <summary>What a provider says of its own accord.</summary>
public static partial class PaymentDecider
{
    /// <summary>The code of an operation of which the provider says only that it has failed.</summary>
    public const string FailedCode = "failed";

    /// <summary>Takes in an event. Results in the order of <see cref="IPayment.RecordEvent"/>.</summary>
    public static (RecordEventResult, PaymentEvent[]) Decide(
        Payment payment, PaymentKey key, ProviderEvent c, DateTimeOffset now)
    {
        if (payment is not Payment.Opened opened)
        {
            return (RecordEventResult.NotFound, []);
        }
        if (opened.Facts.ById.ContainsKey(c.Id))
        {
            return (RecordEventResult.AlreadyRecorded, []);
        }
        if (opened.Facts.ById.Count >= ProviderFacts.Capacity)
        {
            return (RecordEventResult.TooMany, []);
        }
        if (!ProviderEventTypes.All.Contains(c.Type))
        {
            return (RecordEventResult.NotUnderstood, []);
        }
        var operation = Named(opened, key, c);
        var told = new PaymentEvent.ProviderTold(
            operation?.Id ?? opened.Authorisation.Id, c with { OccurredAt = c.OccurredAt.ToUniversalTime() },
            operation is null && ProviderFacts.KindOf(c.Type) is not null, now);
        return (RecordEventResult.Recorded, operation is not null && Follows(operation, c, now) is { } follows
            ? [told, follows]
            : [told]);
    }

    /// <summary>The operation that an event names by its key at the provider.</summary>
    private static Operation? Named(Payment.Opened opened, PaymentKey key, ProviderEvent c)
    {
        foreach (var o in opened.Operations)
        {
            var mine = c.Key is { } k && (k == o.Id.Value || k == $"{key.Id.Value}:{o.Id.Value}");
            if (mine && (c.Type == ProviderEventTypes.Failed || ProviderFacts.KindOf(c.Type) == o.Kind))
            {
                return o;
            }
        }
        return null;
    }

    /// <summary>An outstanding answer is given by the event. One that was given and says something else is a conflict,
    /// in
    /// whichever order the two came; a failure beside a success is not believed.</summary>
    private static PaymentEvent? Follows(Operation o, ProviderEvent c, DateTimeOffset now)
    {
        if (c.Type == ProviderEventTypes.Failed)
        {
            return o.IsOpen ? Refused(o, FailedCode, now) : null;
        }
        var reference = c.Reference ?? "";
        return o.Standing switch
        {
            Standing.Conflicted => null,
            Standing.Failed => new PaymentEvent.Conflicted(o.Id, c.Amount, reference, now),
            _ when c.Amount != o.Amount => new PaymentEvent.Conflicted(o.Id, c.Amount, reference, now),
            Standing.Succeeded => null,
            _ => Done(o, reference, now),
        };
    }
}
