using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace RetailActors.Adapters.Http;

/// <summary>Reads the stock of an ERP account: <c>GET inventory?asOf=&amp;after=</c>, the same at every kind of ERP.
/// </summary>
/// <remarks>Section <c>Accounts</c>, account: <c>StockPollSeconds</c> (0, never), <c>StockTenant</c> (<c>demo</c>),
/// <c>StockLagSeconds</c> (600).</remarks>
public sealed class ErpStockReader : IErpStock, IDisposable
{
    /// <summary>One page.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Most bytes of a page.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Most quantities of a page; what has more cannot be compared.</summary>
    public const int MaxQuantities = 100_000;

    private const int MostSeconds = 172_800;
    private readonly IConfigurationSection _account;
    private readonly HttpClient _http;

    private ErpStockReader(IConfigurationSection account, int pause)
    {
        _account = account;
        Pause = TimeSpan.FromSeconds(pause);
        Lag = TimeSpan.FromSeconds(Seconds(account, "StockLagSeconds", 600));
        Tenant = new Tenant(account["StockTenant"] ?? "demo");
        _http = new HttpClient(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = 1, AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = Timeout,
        })
        { Timeout = Timeout, MaxResponseContentBufferSize = MaxBytes };
    }

    /// <inheritdoc/>
    public string Account => _account.Key;

    /// <inheritdoc/>
    public Tenant Tenant { get; }

    /// <inheritdoc/>
    public TimeSpan Pause { get; }

    /// <inheritdoc/>
    public TimeSpan Lag { get; }

    /// <summary>The accounts with a pause. Throws, naming the key, when a value is wrong.</summary>
    public static ErpStocks Of(IConfiguration configuration) => new(
    [
        .. configuration.GetSection("Accounts").GetChildren()
            .Select(account => (account, Pause: Seconds(account, "StockPollSeconds", 0)))
            .Where(a => a.Pause > 0).Select(a => new ErpStockReader(a.account, a.Pause)),
    ]);

    /// <inheritdoc/>
    public async ValueTask<ErpStockPage?> Read(DateTimeOffset asOf, long after, CancellationToken cancellation)
    {
        if (_account["BaseUrl"] is not { } root)
        {
            return null;
        }
        var stamp = Uri.EscapeDataString(asOf.ToString("O", CultureInfo.InvariantCulture));
        var address = new Uri($"{root.TrimEnd('/')}/inventory?asOf={stamp}&after={after}");
        try
        {
            using var answer = await _http.GetAsync(address, cancellation);
            return answer.IsSuccessStatusCode ? Page(await answer.Content.ReadAsByteArrayAsync(cancellation)) : null;
        }
        catch (Exception e) when (
            e is HttpRequestException or JsonException or FormatException or KeyNotFoundException
                or InvalidOperationException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static ErpStockPage? Page(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var quantities = root.GetProperty("value");
        return quantities.GetArrayLength() > MaxQuantities ? null : new ErpStockPage(
            root.GetProperty("asOf").GetDateTimeOffset(), root.GetProperty("cut").GetInt64(),
            root.GetProperty("isWhole").GetBoolean(),
            [.. quantities.EnumerateArray().Select(Quantity).OfType<ErpQuantity>()],
            [.. root.GetProperty("acknowledged").EnumerateArray().Select(d => d.GetProperty("key").GetString()!)]);
    }

    /// <summary>An item or a place that cannot be one of ours is nobody's.</summary>
    private static ErpQuantity? Quantity(JsonElement row)
    {
        var (item, place) = (row.GetProperty("itemNumber").GetString(), row.GetProperty("locationId").GetString());
        return Identifier.IsValid(item) && Identifier.IsValid(place)
            ? new ErpQuantity(new Sku(item!), new LocationId(place!), row.GetProperty("onHand").GetInt64())
            : null;
    }

    private static int Seconds(IConfigurationSection account, string key, int otherwise) => account[key] is not { } text
        ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= MostSeconds
            ? seconds
            : throw new AccountSettingException($"{account.Path}:{key} must be 0 to {MostSeconds}, but is '{text}'.");
}
