using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace RetailActors.Retail.Drills;

/// <summary>A client with a key and a till with a secret of their own, which send ten times a second.</summary>
internal sealed class SignedTraffic(Stage stage) : IAsyncDisposable
{
    private const string Client = "--Gateway:Clients:0";
    private const string Sender = "--Webhooks:Senders:0";
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    private static readonly (string Key, byte[] Secret)[] _pairs =
    [
        ("drill-key-before", Encoding.ASCII.GetBytes("drill-secret-before-rotation")),
        ("drill-key-after", Encoding.ASCII.GetBytes("drill-secret-after-rotation")),
    ];

    private readonly CancellationTokenSource _end = new();
    private Task _sending = Task.CompletedTask;
    private volatile int _used;
    private int _turn;
    private long _taken;
    private long _refused;

    /// <summary>Settings of silos that know the first key and secret only. All silos of a drill begin so.</summary>
    public static string[] FirstOnly { get; } =
    [
        $"{Client}:Id=drill", $"{Client}:Tenant=demo", $"{Client}:Scopes:0=*", $"{Client}:KeyHashes:0={Hash(0)}",
        $"{Sender}:Source=pos", $"{Sender}:Tenant=demo", $"{Sender}:Secrets:0={Secret(0)}",
    ];

    /// <summary>In addition: the second ones too.</summary>
    public static string[] Both { get; } = [$"{Client}:KeyHashes:1={Hash(1)}", $"{Sender}:Secrets:1={Secret(1)}"];

    /// <summary>In addition: the second ones in place of the first.</summary>
    public static string[] SecondOnly { get; } = [$"{Client}:KeyHashes:0={Hash(1)}", $"{Sender}:Secrets:0={Secret(1)}"];

    /// <summary>Requests that were taken.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Requests whose key or signature was refused.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public void Start() => _sending = Task.Run(Send);

    /// <summary>From now on with the second key and secret.</summary>
    public void UseSecond() => _used = 1;

    /// <summary>No more.</summary>
    public async Task Stop()
    {
        await _end.CancelAsync();
        await _sending;
    }

    /// <summary>What the first key and the first secret get now.</summary>
    public async Task<(int Key, int Signature)> TryFirst() =>
        ((int)await Status(Read(0)), (int)await Status(Event(0)));

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _end.Dispose();
    }

    private async Task Send()
    {
        while (!_end.IsCancellationRequested)
        {
            foreach (var request in new[] { Read(_used), Event(_used) })
                Count(await Status(request));
            await Task.Delay(_pause, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Count(HttpStatusCode status)
    {
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            Interlocked.Increment(ref _refused);
        else if ((int)status is >= 200 and < 300)
            Interlocked.Increment(ref _taken);
    }

    /// <summary>The answer's status; 0 without an answer.</summary>
    private static async Task<HttpStatusCode> Status(HttpRequestMessage request)
    {
        try
        {
            using (request)
            {
                using var answer = await Outside.Send(request);
                return answer.StatusCode;
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return 0;
        }
    }

    private HttpRequestMessage Read(int pair)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(NextReady(), stage.Shelf.Paths[0]));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {_pairs[pair].Key}");
        return request;
    }

    /// <summary>An event of a type that nobody knows yet: it is taken and kept, and changes nothing.</summary>
    private HttpRequestMessage Event(int pair)
    {
        var id = RunId.Next("rotation") + Interlocked.Increment(ref _turn).ToString(CultureInfo.InvariantCulture);
        var body = $$"""
            {"specversion":"1.0","id":"{{id}}","source":"/stores/store-7","type":"pos.heartbeat",
             "time":"2026-11-26T00:00:00Z","data":{"store":"store-7"} }
            """;
        return TillMessage.Signed(new Uri(NextReady(), "/webhooks/pos/heartbeat"), id, body, _pairs[pair].Secret);
    }

    private Uri NextReady() => stage.Cluster.NextEntrance(ref _turn)?.Url ?? stage.Cluster.Url;

    private static string Hash(int pair) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_pairs[pair].Key)));

    private static string Secret(int pair) => $"whsec_{Convert.ToBase64String(_pairs[pair].Secret)}";
}
