using RetailActors.Payments;
using RetailActors.Returns;

namespace RetailActors.Adapters;

/// <summary>The credit of an exchange as a means of payment: the money is that of the order whose goods came back, so
/// none moves here.</summary>
/// <remarks>Only an exchange can submit an order with it. It cannot be paid back from here, because its money is at
/// another payment: that is refused, and finance decides.</remarks>
public sealed class ExchangeCredit(TimeProvider clock) : IPaymentProvider
{
    /// <summary>Why a credit is not paid back or let go.</summary>
    public const string NotHere = "exchange-credit";

    /// <inheritdoc/>
    public string Name => RequestExchange.Provider;

    /// <inheritdoc/>
    public ValueTask<ProviderAnswer> Send(ProviderCall call, CancellationToken cancellation) =>
        ValueTask.FromResult<ProviderAnswer>(call.Kind is OperationKind.Authorise or OperationKind.Capture
            ? new ProviderAnswer.Approved(call.IdempotencyKey, call.Amount, call.RequestedAt ?? clock.GetUtcNow())
            : new ProviderAnswer.Declined(NotHere));

    /// <inheritdoc/>
    public ValueTask<ProviderAnswer> LookUp(ProviderCall call, CancellationToken cancellation) =>
        Send(call, cancellation);
}
