using Orleans;

namespace RetailActors.Payments;

/// <summary>What is known after asking a payment provider; every way that an attempt can end is one of these.</summary>
[GenerateSerializer, Immutable, Alias("ProviderAnswer")]
public abstract record ProviderAnswer
{
    private ProviderAnswer() { }

    /// <summary>Done at the provider, now or by an earlier attempt with the same key.</summary>
    /// <param name="Reference">The provider's own reference.</param>
    /// <param name="Amount">What the provider booked; not always what was asked for.</param>
    /// <param name="At">When, by the provider's clock, UTC.</param>
    [GenerateSerializer, Immutable, Alias("ProviderAnswer.Approved")]
    public sealed record Approved(string Reference, Money Amount, DateTimeOffset At) : ProviderAnswer;

    /// <summary>The provider or the issuer said no, for good.</summary>
    /// <param name="Code">The provider's reason code.</param>
    [GenerateSerializer, Immutable, Alias("ProviderAnswer.Declined")]
    public sealed record Declined(string Code) : ProviderAnswer;

    /// <summary>A permanent error that is our mistake; asking again cannot help.</summary>
    /// <param name="Code">The provider's reason code.</param>
    [GenerateSerializer, Immutable, Alias("ProviderAnswer.Rejected")]
    public sealed record Rejected(string Code) : ProviderAnswer;

    /// <summary>Answer to a look-up only: the provider has nothing under this key.</summary>
    [GenerateSerializer, Immutable, Alias("ProviderAnswer.NotFound")]
    public sealed record NotFound : ProviderAnswer;

    /// <summary>Definitely not done: refused before processing, or never sent. Send again later.</summary>
    /// <param name="Reason">For people and logs; a slug, never a payload.</param>
    /// <param name="RetryAfter">How long the provider asked us to wait, when it did.</param>
    [GenerateSerializer, Immutable, Alias("ProviderAnswer.Unavailable")]
    public sealed record Unavailable(string Reason, TimeSpan? RetryAfter = null) : ProviderAnswer;

    /// <summary>Sent, and nobody knows whether it was done. Look it up before sending again.</summary>
    /// <param name="Reason">For people and logs; a slug, never a payload.</param>
    [GenerateSerializer, Immutable, Alias("ProviderAnswer.Unknown")]
    public sealed record Unknown(string Reason) : ProviderAnswer;
}
