using RetailActors.Payments;

namespace RetailActors.Adapters;

/// <summary>One request to a payment provider.</summary>
/// <param name="Tenant">Whose merchant account.</param>
/// <param name="Payment">The payment.</param>
/// <param name="Order">The order that it is for.</param>
/// <param name="Key">The operation.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Amount">How much.</param>
/// <param name="Method">The provider's token; never a card number.</param>
/// <param name="OriginalReference">The provider's reference of the authorisation; null for that itself.</param>
/// <param name="RequestedAt">When it was asked for first, UTC; providers forget keys. Null: just now.</param>
public sealed record ProviderCall(
    Tenant Tenant, PaymentId Payment, OrderId Order, OperationId Key, OperationKind Kind, Money Amount,
    string Method, string? OriginalReference, DateTimeOffset? RequestedAt = null)
{
    /// <summary>
    /// The key at the provider: the operation id, made unique across payments when the id does not already start with
    /// the payment's. Two payments may be captured under the same id by one client; the provider's keys are one space.
    /// </summary>
    public string IdempotencyKey => Key.Value.StartsWith(Payment.Value, StringComparison.Ordinal)
        && Key.Value.Length > Payment.Value.Length && Key.Value[Payment.Value.Length] == ':'
            ? Key.Value
            : $"{Payment.Value}:{Key.Value}";
}

/// <summary>One account at a payment provider. Whatever the provider does is an answer, never an exception.</summary>
public interface IPaymentProvider
{
    /// <summary>The configured name of the account.</summary>
    string Name { get; }

    /// <summary>Asks for the operation. Safe to repeat: the provider knows the key.</summary>
    /// <returns>Anything but NotFound.</returns>
    ValueTask<ProviderAnswer> Send(ProviderCall call, CancellationToken cancellation);

    /// <summary>Asks what became of the operation, without doing anything.</summary>
    /// <returns>Anything; NotFound means that it may be sent again.</returns>
    ValueTask<ProviderAnswer> LookUp(ProviderCall call, CancellationToken cancellation);
}

/// <summary>The configured payment provider accounts.</summary>
public interface IPaymentProviders
{
    /// <summary>The names that orders may use.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>The account of this name. For an unknown name, one that rejects authorisations and is never available.
    /// </summary>
    IPaymentProvider Get(string name);
}
