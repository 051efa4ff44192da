using System.Net;
using System.Text.Json;

namespace RetailActors.Retail.Day;

/// <summary>The people and the dials at the outside systems: what happens in stores, shop and warehouse, and what goes
/// wrong there.</summary>
internal sealed class StandIns(Uri root, string key) : IDisposable
{
    /// <summary>Times that somebody tries to do something at a system that fails.</summary>
    private const int MaxAttempts = 10;

    private static readonly string[] _systems =
        ["erp-d365", "erp-netsuite", "psp", "psp2", "pos", "shopify", "wms", "tax", "finance", "crm"];

    private readonly RetailApi _api = new(root, key, TimeSpan.FromSeconds(20));
    private readonly string _prefix = root.AbsolutePath.TrimEnd('/');

    /// <summary>True when there is a sandbox.</summary>
    public async Task<bool> AreThere(CancellationToken cancellation) =>
        await _api.Find($"{_prefix}/psp/books?limit=1", cancellation) is not null;

    /// <summary>Reads something; null when it is not there, or not now.</summary>
    public async Task<JsonElement?> Find(string path, CancellationToken cancellation)
    {
        var answer = await _api.Send(HttpMethod.Get, $"{_prefix}/{path}", null, null, cancellation);
        return answer.IsSuccess ? answer.Body : null;
    }

    /// <summary>Something happens at a system. It is tried again while the system refuses for a fault of its own.
    /// </summary>
    public async Task<JsonElement> Happen(string path, object body, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await _api.Send(
                HttpMethod.Post, $"{_prefix}/{path}", JsonText.Of(body), null, cancellation);
            if (answer.IsSuccess)
                return answer.Body;
            if (answer.Status != HttpStatusCode.InternalServerError || attempt == MaxAttempts)
                throw new CommandFailedException($"{path} of the sandbox answered {(int)answer.Status}.");
        }
    }

    /// <summary>Turns the dials of a system.</summary>
    public Task Faults(string system, object dials, CancellationToken cancellation) =>
        Put($"{system}/faults", dials, cancellation);

    /// <summary>Turns the dials of what a system says of its own accord.</summary>
    public Task Webhooks(string system, object dials, CancellationToken cancellation) =>
        Put($"{system}/webhooks", dials, cancellation);

    /// <summary>How a company has set up its ERP.</summary>
    public async Task Habits(object habits, CancellationToken cancellation)
    {
        await Put("erp-d365/habits", habits, cancellation);
        await Put("erp-netsuite/habits", habits, cancellation);
    }

    /// <summary>Every system is well and every store has its line.</summary>
    public async Task Repair(CancellationToken cancellation)
    {
        foreach (var system in _systems)
            await Faults(system, new { mode = "none" }, cancellation);
        await Habits(new { }, cancellation);
        await Webhooks("shopify", new { loseEvery = 0 }, cancellation);
        await Webhooks("pos", new { loseEvery = 0 }, cancellation);
        await Webhooks("wms", new { doubleEvery = 0 }, cancellation);
        await Happen($"pos/stores/{Assortment.FirstStore}/online", new { }, cancellation);
        await Happen($"pos/stores/{Assortment.SecondStore}/online", new { }, cancellation);
    }

    /// <summary>The provider's report of all that is due: name and content, or null when nothing is.</summary>
    public async Task<(string Name, string Type, byte[] Content)?> Settle(
        string tenant, IReadOnlyCollection<string> mistakes, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        using var body = new StringContent(
            JsonText.Of(new { format = "adyen", tenant, currency = "USD", payoutDays = 0, mismatches = mistakes }),
            System.Text.Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(
            new Uri(root, $"{_prefix}/psp/settlements"), body, cancellation);
        return response.StatusCode != HttpStatusCode.Created
            ? null
            : (response.Headers.GetValues("X-File-Name").First(), "text/csv",
                await response.Content.ReadAsByteArrayAsync(cancellation));
    }

    public void Dispose() => _api.Dispose();

    private Task<JsonElement> Put(string path, object body, CancellationToken cancellation) =>
        _api.Write(HttpMethod.Put, $"{_prefix}/{path}", JsonText.Of(body), null, cancellation);
}
