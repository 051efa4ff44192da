using RetailActors.Payments;

namespace RetailActors.Returns;

/// <summary>A call that a return owes to another actor. Its id and every id in it are derived from the state.</summary>
public abstract record ReturnCall
{
    private ReturnCall(string call) => Call = call;

    /// <summary>Unique within the return.</summary>
    public string Call { get; }

    /// <summary>Tell stock, where the goods were received, of some units.</summary>
    public sealed record StoreUnits(
        string Call, LocationId Location, ReturnedUnits Units, MovementId Movement, DateTimeOffset OccurredAt)
        : ReturnCall(Call);

    /// <summary>Tell the order how the return has got on.</summary>
    public sealed record TellOrder(string Call, ReturnProgress Fact) : ReturnCall(Call);

    /// <summary>Pay back, or find out what became of it.</summary>
    public sealed record PayBack(
        string Call, int Number, PaymentId Payment, OperationId Operation, Money Amount, bool IsCredit)
        : ReturnCall(Call);

    /// <summary>Put a refused refund on the exception desk.</summary>
    public sealed record RaiseException(string Call, Refund Refund, RefundStanding.Refused Refusal)
        : ReturnCall(Call);

    /// <summary>Find out whether the reversals are posted; a level, asked again until they are.</summary>
    public sealed record AwaitReversal() : ReturnCall(Id)
    {
        /// <summary>The id of this call in every return.</summary>
        public const string Id = "reversal";
    }
}

/// <summary>What came of a call. A fact is never refused; one that is known already changes nothing.</summary>
public abstract record ReturnFact
{
    private ReturnFact() { }

    /// <summary>Stock has recorded units.</summary>
    public sealed record UnitsStored(string Call) : ReturnFact;

    /// <summary>The order knows.</summary>
    public sealed record OrderTold(string Call) : ReturnFact;

    /// <summary>The payment has answered: done, pending, or refused for good.</summary>
    public sealed record RefundAnswered(int Number, OperationResult Result) : ReturnFact;

    /// <summary>The exception desk knows.</summary>
    public sealed record ExceptionRaised(int Number) : ReturnFact;

    /// <summary>How the documents of this return stand.</summary>
    /// <param name="IsTaxReversed">No tax reversal is outstanding.</param>
    /// <param name="IsPosted">No document at all that belongs to the reversal is outstanding.</param>
    public sealed record DocumentsStand(bool IsTaxReversed, bool IsPosted) : ReturnFact;
}
