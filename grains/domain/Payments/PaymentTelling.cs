namespace RetailActors.Payments;

/// <summary>What the order of a payment has to learn: money that was moved without its asking.</summary>
public static partial class PaymentDecider
{
    /// <summary>What is to be told next, the oldest of it; null when the order knows everything.</summary>
    public static MoneyMoved? Untold(Payment payment, PaymentKey key)
    {
        if (payment is not Payment.Opened opened)
        {
            return null;
        }
        foreach (var o in opened.Operations)
        {
            if (IsUntold(o) && o.Standing is Standing.Succeeded done)
            {
                return new MoneyMoved(key.Id, o.Id, o.Kind, o.Amount, done.At);
            }
        }
        return null;
    }

    /// <summary>Records that the order knows of an operation. A repetition changes nothing.</summary>
    public static PaymentEvent[] Told(Payment payment, OperationId id, DateTimeOffset now) =>
        payment is Payment.Opened opened && opened.Find(id) is { } operation && IsUntold(operation)
            ? [new PaymentEvent.OrderTold(id, now)]
            : [];

    private static bool IsUntold(Operation o) => o is { Direct: true, IsTold: false, Standing: Standing.Succeeded };
}
