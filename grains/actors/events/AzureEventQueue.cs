using System.Collections.Concurrent;
using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace RetailActors.Events;

/// <summary>Queues in Azure Storage, or in Azurite on one machine.</summary>
public sealed class AzureEventQueue : IEventQueue
{
    /// <summary>The interface version spoken; a newer one is refused by the emulator.</summary>
    public const QueueClientOptions.ServiceVersion Version = QueueClientOptions.ServiceVersion.V2026_06_06;

    /// <summary>Messages that one call brings at most; the service's own bound.</summary>
    public const int MaxMessages = 32;

    /// <summary>Longest reason kept with a dead letter, in characters.</summary>
    public const int MaxReason = 1_024;

    private const string DeadSuffix = "-dead";
    private static readonly TimeSpan _forEver = TimeSpan.FromSeconds(-1);

    private readonly QueueServiceClient _service;
    private readonly ConcurrentDictionary<string, QueueClient> _clients = new(StringComparer.Ordinal);

    /// <summary>Connects to nothing yet.</summary>
    /// <exception cref="FormatException">The connection string is none.</exception>
    public AzureEventQueue(string connectionString)
    {
        var options = new QueueClientOptions(Version) { MessageEncoding = QueueMessageEncoding.None };
        options.Retry.MaxRetries = 2;
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(5);
        _service = new QueueServiceClient(connectionString, options);
    }

    /// <inheritdoc/>
    public async Task Create(string queue, CancellationToken cancellation)
    {
        await Client(queue).CreateIfNotExistsAsync(cancellationToken: cancellation);
        await Client(queue + DeadSuffix).CreateIfNotExistsAsync(cancellationToken: cancellation);
    }

    /// <summary>Sends. The service forgets a message after seven days unless told otherwise.</summary>
    public Task Send(string queue, string body, CancellationToken cancellation) =>
        Client(queue).SendMessageAsync(body, null, _forEver, cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<QueuedMessage>> Receive(
        string queue, int limit, TimeSpan lease, CancellationToken cancellation)
    {
        QueueMessage[] messages = await Client(queue)
            .ReceiveMessagesAsync(Math.Clamp(limit, 1, MaxMessages), lease, cancellation);
        return
        [
            .. messages.Select(m =>
                new QueuedMessage(m.MessageId, m.PopReceipt, (int)m.DequeueCount, m.Body.ToString())),
        ];
    }

    /// <inheritdoc/>
    public Task Delete(string queue, IReadOnlyList<QueuedMessage> messages, CancellationToken cancellation) =>
        Task.WhenAll(messages.Select(m => Delete(queue, m, cancellation)));

    /// <summary>First the copy, then the deletion: a failure between them leaves two and never none.</summary>
    public async Task Bury(string queue, QueuedMessage message, string reason, CancellationToken cancellation)
    {
        var head = new DeadHead(reason.Length > MaxReason ? reason[..MaxReason] : reason, message.Deliveries);
        await Client(queue + DeadSuffix).SendMessageAsync(
            $"{JsonSerializer.Serialize(head)}\n{message.Body}", null, _forEver, cancellation);
        await Delete(queue, message, cancellation);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeadMessage>> Dead(string queue, int limit, CancellationToken cancellation)
    {
        PeekedMessage[] messages = await Client(queue + DeadSuffix)
            .PeekMessagesAsync(Math.Clamp(limit, 1, MaxMessages), cancellation);
        return [.. messages.Select(m => Read(m.Body.ToString()))];
    }

    private static DeadMessage Read(string text)
    {
        var end = text.IndexOf('\n');
        var head = JsonSerializer.Deserialize<DeadHead>(text.AsSpan(0, end))!;
        return new DeadMessage(head.Reason, head.Deliveries, text[(end + 1)..]);
    }

    private async Task Delete(string queue, QueuedMessage message, CancellationToken cancellation)
    {
        try
        {
            await Client(queue).DeleteMessageAsync(message.Id, message.Receipt, cancellation);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 400)
        {
            // Gone already, or leased by somebody else in the meantime: then theirs is the say.
        }
    }

    private QueueClient Client(string queue) =>
        _clients.GetOrAdd(queue, static (name, service) => service.GetQueueClient(name), _service);

    private sealed record DeadHead(string Reason, int Deliveries);
}
