using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;
using RetailActors.Orders;

namespace RetailActors.Returns;

/// <summary>Goods that come back and a new order that they pay for: a return and an order, with one sum of money
/// between them.</summary>
/// <remarks>
/// Grain key: <see cref="ExchangeKey"/>. What the returned goods are worth is credited to the new order up to its
/// total. The rest is paid back, or the difference is charged; never both. Durable before each reply; throws
/// <see cref="OutcomeUnknownException"/> or <see cref="BusyException"/>, both answered by a retry. Times are UTC.
/// </remarks>
[Alias("IExchange")]
public interface IExchange : IGrainWithStringKey
{
    /// <summary>Asks for an exchange and waits a moment for what becomes of it.</summary>
    /// <remarks>Idempotent on the exchange's id: the same content again gives where it stands. The new order is decided
    /// before anything comes back: when it is refused, the units of the return are free again and no money has moved.
    /// </remarks>
    /// <returns>First that applies: RequestedDifferently, Standing.</returns>
    [Alias("Request")] Task<ExchangeResult> Request(RequestExchange command);

    /// <summary>The exchange now, or null.</summary>
    [Alias("Read"), ReadOnly] Task<ExchangeView?> Read();

    /// <summary>Carries on with what is owed. Called by the sweeper; harmless at any time.</summary>
    [Alias("Resume")] Task Resume();
}

/// <summary>An exchange, named by whoever asks for it.</summary>
[GenerateSerializer, Immutable, Alias("ExchangeId"), JsonConverter(typeof(ValueJsonConverter<ExchangeId>))]
public readonly record struct ExchangeId(string Value) : IValue<ExchangeId>
{
    /// <inheritdoc/>
    public static ExchangeId Of(string value) => new(value);
    /// <summary>The return of it.</summary>
    public ReturnId Return => new($"exchange:{Value}");
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Identifies an exchange actor.</summary>
[GenerateSerializer, Immutable, Alias("ExchangeKey")]
public readonly record struct ExchangeKey(Tenant Tenant, ExchangeId Id)
{
    /// <summary>Reads a key back from its text.</summary>
    public static ExchangeKey Parse(string key) => key.Split('/') is [var t, var e]
        ? new ExchangeKey(new Tenant(t), new ExchangeId(e))
        : throw new FormatException($"Not an exchange key: {key}");

    /// <summary>The grain key: <c>tenant/exchange</c>.</summary>
    public override string ToString() => $"{Tenant.Value}/{Id.Value}";
}

/// <summary>With what a difference is paid.</summary>
/// <param name="Provider">Name of the provider account, as configured.</param>
/// <param name="Method">The provider's token; never a card number.</param>
[GenerateSerializer, Immutable, Alias("ExchangePayment")]
public sealed record ExchangePayment(string Provider, string Method);

/// <summary>Asks for an exchange.</summary>
/// <param name="Order">Whose units come back.</param>
/// <param name="Lines">Which, and what becomes of them; as for <see cref="RequestReturn"/>.</param>
/// <param name="Location">Where they are received; any location may.</param>
/// <param name="Received">The goods are here; otherwise they are announced and received later.</param>
/// <param name="OccurredAt">When it happened there, UTC.</param>
/// <param name="NewOrder">What the customer gets instead; its means of payment follow from the exchange.</param>
/// <param name="Difference">With what the customer pays when the new order costs more, or null.</param>
/// <param name="By">Who and why.</param>
[GenerateSerializer, Immutable, Alias("RequestExchange")]
public sealed record RequestExchange(
    OrderId Order, ImmutableArray<ReturnLine> Lines, LocationId Location, bool Received, DateTimeOffset OccurredAt,
    SubmitOrder NewOrder, ExchangePayment? Difference, Origin By)
{
    /// <summary>The provider whose payments are the credit of an exchange: no money moves there.</summary>
    public const string Provider = "exchange";
}

/// <summary>Where an exchange stands. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExchangeStatus>))]
public enum ExchangeStatus
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>The units that come back are not reserved yet.</summary>
    Requested,
    /// <summary>The new order is being decided.</summary>
    Deciding,
    /// <summary>The new order is accepted; the return is being recorded.</summary>
    Accepted,
    /// <summary>Return and order go their own ways from here.</summary>
    Completed,
    /// <summary>Nothing came of it; the units of the return are free again, or about to be.</summary>
    Refused,
}

/// <summary>An exchange read.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Order">Whose units come back.</param>
/// <param name="Return">The return.</param>
/// <param name="NewOrder">The order that the customer gets instead.</param>
/// <param name="Returned">What the returned goods are worth, once known.</param>
/// <param name="Total">Of the new order.</param>
/// <param name="Credit">Of that, paid with the returned goods.</param>
/// <param name="Due">Of that, charged to the customer.</param>
/// <param name="Back">Paid back to the customer.</param>
/// <param name="Code">Why it was refused, a slug, or null.</param>
/// <param name="Detail">For people, or null.</param>
/// <param name="RequestedAt">UTC.</param>
/// <param name="Version">Events so far.</param>
[GenerateSerializer, Immutable, Alias("ExchangeView")]
public sealed record ExchangeView(
    ExchangeId Id, ExchangeStatus Status, OrderId Order, ReturnId Return, OrderId NewOrder, Money? Returned,
    Money Total, Money? Credit, Money? Due, Money? Back, string? Code, string? Detail, DateTimeOffset RequestedAt,
    long Version);

/// <summary>What came of asking for an exchange.</summary>
[GenerateSerializer, Immutable, Alias("ExchangeResult")]
public abstract record ExchangeResult
{
    private ExchangeResult() { }

    /// <summary>The id came with other content before.</summary>
    [GenerateSerializer, Immutable, Alias("ExchangeResult.RequestedDifferently")]
    public sealed record RequestedDifferently : ExchangeResult;
    /// <summary>Where it stands; see its status.</summary>
    [GenerateSerializer, Immutable, Alias("ExchangeResult.Standing")]
    public sealed record Standing(ExchangeView Exchange, bool Already) : ExchangeResult;
}
