using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetailActors.Adapters;
using RetailActors.Orders;

namespace RetailActors.Channels;

/// <summary>Asks channels for orders that their webhooks did not tell of, and puts them into the inbox.</summary>
/// <remarks>A look starts before the end of the last one: clocks and commits of a shop are not in one order. What is
/// found again is recognised by its id.</remarks>
public sealed partial class ChannelPoller(
    IEnumerable<IChannelOrders> channels, IGrainFactory grains, TimeProvider clock, ILogger<ChannelPoller> log)
    : BackgroundService
{
    /// <summary>How far a look reaches back behind the newest change seen.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    /// <summary>How far the first look reaches back.</summary>
    public static readonly TimeSpan FirstLook = TimeSpan.FromDays(1);

    /// <summary>Most pages of one look; the next one goes on.</summary>
    public const int MaxPages = 20;

    private readonly string _silo = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(channels.Where(c => c.Pause > TimeSpan.Zero).Select(c => Watch(c, stoppingToken)));

    private async Task Watch(IChannelOrders channel, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(channel.Pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await Look(channel, stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                LookFailed(channel.Account, e.Message);
            }
            catch (OperationCanceledException)
            {
                // The process stops; the next one looks from where the watch stands.
                return;
            }
        }
    }

    /// <summary>One look: page by page, as long as there is more.</summary>
    public async Task Look(IChannelOrders channel, CancellationToken stopping)
    {
        var watch = grains.Actor<IChannelWatch>($"{channel.Tenant.Value}/{channel.Source}:{channel.Account}");
        if (await watch.Begin(_silo, channel.Pause * 2) is not (true, var seen))
        {
            return;
        }
        var now = clock.GetUtcNow();
        var since = seen > DateTimeOffset.MinValue + Overlap ? seen - Overlap : now - FirstLook;
        for (var page = 0; page < MaxPages; page++)
        {
            if (await channel.ChangedSince(since, stopping) is not { Count: > 0 } orders)
            {
                return;
            }
            foreach (var order in orders)
            {
                await Take(channel, order);
            }
            await watch.Advance(orders[^1].UpdatedAt);
            if (orders.Count < IChannelOrders.PageSize || orders[^1].UpdatedAt <= since)
            {
                return;
            }
            since = orders[^1].UpdatedAt;
        }
    }

    private async Task Take(IChannelOrders channel, FoundOrder order)
    {
        var key = OrderKey.For(channel.Tenant, channel.Channel, order.ExternalId);
        if (await grains.Actor<IOrder>(key.ToString()).Read() is null)
        {
            Found(channel.Account, order.ExternalId.Value);
            await Receive(channel, order.Created, order.UpdatedAt);
        }
        foreach (var message in order.Later)
        {
            await Receive(channel, message, order.UpdatedAt);
        }
    }

    private async Task Receive(IChannelOrders channel, FoundMessage found, DateTimeOffset at)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(found.Body)));
        var key = new InboxKey(channel.Tenant, channel.Source, found.Id);
        await grains.Actor<IInbox>(key.ToString()).Receive(new InboxMessage(
            channel.Source, found.Topic, channel.Account, found.Body, hash, clock.GetUtcNow(), at));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Account} has order {Order}, which no webhook told of")]
    private partial void Found(string account, string order);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Account} could not be asked for its orders: {Cause}")]
    private partial void LookFailed(string account, string cause);
}
