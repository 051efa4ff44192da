using System.Globalization;
using RetailActors.Bench.Load;
using RetailActors.Bench.Orders;
using StackExchange.Redis;

namespace RetailActors.Bench.Reserve;

/// <summary>A script in Redis: take if there is enough, and note who has it.</summary>
internal sealed class RedisPeer : IPeer
{
    public const string Title = "Redis Lua script";

    private const string Script =
        """
        if tonumber(redis.call('GET', KEYS[1])) < tonumber(ARGV[2]) then return 0 end
        redis.call('DECRBY', KEYS[1], ARGV[2])
        redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
        return 1
        """;

    private readonly RedisServer _server;
    private readonly ConnectionMultiplexer _connection;

    private RedisPeer(RedisServer server, ConnectionMultiplexer connection) =>
        (_server, _connection) = (server, connection);

    public string Name => Title;

    public string Setup => "appendonly, appendfsync always, one multiplexed connection";

    /// <summary>Starts the server and connects.</summary>
    public static async Task<RedisPeer> Create()
    {
        var server = RedisServer.Start();
        var options = new ConfigurationOptions
        {
            EndPoints = { { "127.0.0.1", server.Port } },
            AbortOnConnectFail = false,
            ConnectRetry = 10,
            SyncTimeout = 30_000,
            AsyncTimeout = 30_000,
        };
        var connection = await ConnectionMultiplexer.ConnectAsync(options);
        await connection.GetDatabase().PingAsync();
        return new RedisPeer(server, connection);
    }

    public async Task Prepare(string cell, int skus)
    {
        var database = _connection.GetDatabase();
        await Task.WhenAll(Enumerable.Range(0, skus)
            .Select(i => database.StringSetAsync(Stock(cell, i), Assortment.Plenty)));
    }

    public async Task<Outcome> Take(string cell, int sku, string reservation)
    {
        var result = await _connection.GetDatabase().ScriptEvaluateAsync(
            Script, [Stock(cell, sku), Reservations(cell, sku)], [reservation, 1]);
        return (int)result == 1 ? Outcome.Counted : Outcome.Failed;
    }

    public async Task<long> Taken(string cell, int skus)
    {
        var database = _connection.GetDatabase();
        var left = await Task.WhenAll(Enumerable.Range(0, skus)
            .Select(async i => (long)await database.StringGetAsync(Stock(cell, i))));
        var noted = await Task.WhenAll(Enumerable.Range(0, skus)
            .Select(i => database.HashLengthAsync(Reservations(cell, i))));
        var taken = left.Sum(n => Assortment.Plenty - n);
        return taken == noted.Sum() ? taken : -1;
    }

    public double ServerCpu() => CpuClock.Tree(_server.Pid);

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static RedisKey Stock(string cell, int sku) =>
        string.Create(CultureInfo.InvariantCulture, $"s:{cell}-{sku}");

    private static RedisKey Reservations(string cell, int sku) =>
        string.Create(CultureInfo.InvariantCulture, $"r:{cell}-{sku}");
}
