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
    private const string ProviderKey = "Queues:Provider";
    private const string ConnectionKey = "Queues:ConnectionString";

    /// <summary>Reads and checks.</summary>
    /// <exception cref="FormatException">A value is wrong or missing; the message is one line and names the key.
    /// </exception>
    public static EventQueueOptions Read(IConfiguration configuration)
    {
        var text = configuration[ProviderKey] ?? nameof(QueueProvider.Embedded);
        if (!Enum.TryParse<QueueProvider>(text, ignoreCase: true, out var provider) || !Enum.IsDefined(provider))
        {
            throw new FormatException(
                $"{ProviderKey} is '{text}'; "
                + $"it can be {string.Join(" or ", Enum.GetNames<QueueProvider>())}.");
        }
        var connection = configuration[ConnectionKey];
        if (provider == QueueProvider.AzureStorage)
        {
            Check(connection);
        }
        return new EventQueueOptions(provider, connection);
    }

    /// <summary>Opens the queues beside a journal. The caller disposes what can be disposed.</summary>
    public IEventQueue Open(IQueueStore store, JournalBounds bounds, TimeProvider clock) =>
        Provider == QueueProvider.AzureStorage
            ? new AzureEventQueue(ConnectionString!)
            : new EmbeddedEventQueue(store, bounds, clock);

    private static void Check(string? connection)
    {
        if (string.IsNullOrWhiteSpace(connection))
        {
            throw new FormatException($"{ConnectionKey} is missing; {ProviderKey} AzureStorage needs it.");
        }
        try
        {
            _ = new AzureEventQueue(connection);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            // The text itself stays out of the message: it has the account's key.
            throw new FormatException($"{ConnectionKey} is not one of a storage account.");
        }
    }
}
