using System.Text.Json;
using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>An entity whose journal cannot be read: what is said of it, never what stands in it. Pure.</summary>
public static class UnreadableRecord
{
    /// <summary>Kind of the exception on the desk.</summary>
    public const string ExceptionKind = "record-unreadable";

    /// <summary>The part of every such exception: an entity has one, whatever of it is damaged.</summary>
    public const string Part = "record";

    /// <summary>Until when somebody should have looked: customers are told to wait for it.</summary>
    public static readonly TimeSpan LookWithin = TimeSpan.FromHours(1);

    private const string DeskStreams = "exception/";

    /// <summary>What a reader throws.</summary>
    /// <param name="stream">Of the entity.</param>
    /// <param name="version">That cannot be read, or is missing.</param>
    /// <param name="reason">In words of ours.</param>
    public static RecordUnreadableException At(string stream, long version, string reason) =>
        new($"{stream} cannot be read at version {version}: {reason}.") { Stream = stream, Version = version };

    /// <summary>What went wrong when an append was taken in, without a word of what stands in it.</summary>
    public static string ReasonOf(Exception e) => e switch
    {
        JsonException => "its events are not the JSON that they should be",
        JournalFormatException => "it has an event that this version does not know",
        _ => $"its events do not fold ({e.GetType().Name})",
    };

    /// <summary>The exception for the desk, or null for a record of the desk itself: to tell the desk of its own damage
    /// would be to write where nothing can be read, over and over.</summary>
    /// <param name="record">What could not be read.</param>
    /// <param name="now">UTC.</param>
    public static (ExceptionKey Key, ExceptionReport Report)? Report(
        RecordUnreadableException record, DateTimeOffset now)
    {
        if (record.Stream.StartsWith(DeskStreams, StringComparison.Ordinal)
            || record.Stream.Split('/') is not [var kind, { Length: > 0 } tenant, _, ..])
        {
            return null;
        }
        return (
            ExceptionKey.For(new Tenant(tenant), ExceptionKind, record.Stream, Part),
            new ExceptionReport(
                ExceptionKind, record.Stream, Part, kind, Role.It,
                $"{record.Message} Restore the entry from a backup, then retry: the record is read again.", now,
                now + LookWithin, [ResolutionKind.Retry]));
    }
}
