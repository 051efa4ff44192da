using System.Collections.Immutable;

namespace RetailActors.Channels;

/// <summary>A message from outside and what came of it.</summary>
public abstract record Inbox
{
    private Inbox() { }

    /// <summary>Before it came.</summary>
    public static readonly Inbox None = new Absent();

    /// <summary>Never received.</summary>
    public sealed record Absent : Inbox;

    /// <summary>Stored.</summary>
    /// <param name="Message">As it came first.</param>
    /// <param name="Standing">How it stands.</param>
    /// <param name="Attempts">Times worked on since it was received or sent round again.</param>
    /// <param name="OtherBodies">Hashes of other bodies that came under the same id; at most
    /// <see cref="InboxDecider.MaxOtherBodies"/>.</param>
    /// <param name="ToReport">Parts that the exception desk has not been told of yet.</param>
    /// <param name="Open">Parts that wait for a decision of the desk.</param>
    /// <param name="Decisions">Ids of decisions taken in, newest last; bounded.</param>
    public sealed record Kept(
        InboxMessage Message, InboxStanding Standing, int Attempts, ImmutableArray<string> OtherBodies,
        ImmutableArray<string> ToReport, ImmutableArray<string> Open, ImmutableArray<string> Decisions) : Inbox;
}

/// <summary>How a message stands.</summary>
public abstract record InboxStanding
{
    private InboxStanding() { }

    /// <summary>To be worked off now.</summary>
    public sealed record Received : InboxStanding;
    /// <summary>Waits for something that is not there yet: an order, a newer release of ours.</summary>
    public sealed record Parked(string Reason, DateTimeOffset NextAt) : InboxStanding;
    /// <summary>Everything that follows from it has had its effect.</summary>
    public sealed record Done : InboxStanding;
    /// <summary>It means nothing to us.</summary>
    public sealed record Ignored(string Reason) : InboxStanding;
    /// <summary>Somebody has to decide.</summary>
    public sealed record Failed(string Reason, string Detail) : InboxStanding;
    /// <summary>Somebody has decided to leave it.</summary>
    public sealed record Waived : InboxStanding;
}

/// <summary>What an attempt came to.</summary>
public abstract record InboxOutcome
{
    private InboxOutcome() { }

    /// <summary>Everything has had its effect.</summary>
    public sealed record Applied(int Commands) : InboxOutcome;
    /// <summary>There is nothing to do.</summary>
    public sealed record Ignored(string Reason) : InboxOutcome;
    /// <summary>This release does not know what it is; a later one may.</summary>
    public sealed record NotUnderstood(string Reason) : InboxOutcome;
    /// <summary>Something that it needs is not there yet.</summary>
    public sealed record TooEarly(string Reason) : InboxOutcome;
    /// <summary>It cannot have its effect.</summary>
    public sealed record Refused(string Reason, string Detail) : InboxOutcome;
}
