using Microsoft.Extensions.Configuration;
using RetailActors.Journal;

namespace RetailActors.Events;

/// <summary>Where the queues of the event streams are.</summary>
public enum QueueProvider
{
    /// <summary>In the journal's database.</summary>
    Embedded,

    /// <summary>In Azure Storage.</summary>
    AzureStorage,
}

/// <summary>Section <c>Queues</c>.</summary>
/// <param name="Provider">Which kind.</param>
/// <param name="ConnectionString">Of the storage account; unused with Embedded.</param>
public sealed record EventQueueOptions(
    QueueProvider Provider = QueueProvider.Embedded, string? ConnectionString = null)
{
    /// <summary>Reads and checks.</summary>
    /// <exception cref="FormatException">A value is wrong or missing; the message is one line and names the key.
    /// </exception>
    public static EventQueueOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Queues");
        var text = section["Provider"] ?? nameof(QueueProvider.Embedded);
        if (!Enum.TryParse<QueueProvider>(text, ignoreCase: true, out var provider) || !Enum.IsDefined(provider))
        {
            throw new FormatException(
                $"{section.Path}:Provider is '{text}'; "
                + $"it can be {string.Join(" or ", Enum.GetNames<QueueProvider>())}.");
        }
        var connection = section["ConnectionString"];
        if (provider == QueueProvider.AzureStorage)
        {
            Check(section.Path, connection);
        }
        return new EventQueueOptions(provider, connection);
    }

    /// <summary>Opens the queues beside a journal. The caller disposes what can be disposed.</summary>
    public IEventQueue Open(IQueueStore store, JournalBounds bounds, TimeProvider clock) =>
        Provider == QueueProvider.AzureStorage
            ? new AzureEventQueue(ConnectionString!)
            : new EmbeddedEventQueue(store, bounds, clock);

    private static void Check(string section, string? connection)
    {
        if (string.IsNullOrWhiteSpace(connection))
        {
            throw new FormatException(
                $"{section}:ConnectionString is missing; {section}:Provider AzureStorage needs it.");
        }
        try
        {
            _ = new AzureEventQueue(connection);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            // The text itself stays out of the message: it has the account's key.
            throw new FormatException($"{section}:ConnectionString is not one of a storage account.");
        }
    }
}
