using System.Net.Http.Json;
using System.Text.Json;

namespace RetailActors.Retail.Drills;

/// <summary>The dials and books of the systems outside, past the actors and past the proxy.</summary>
internal sealed class Outside(Uri sandbox)
{
    private static readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Turns the dials of one system.</summary>
    /// <param name="system"><c>psp</c>, <c>erp-d365</c>, …</param>
    /// <param name="dials">As in the sandbox's README.</param>
    public async Task Dial(string system, object dials)
    {
        using var answer = await _http.PutAsJsonAsync(new Uri(sandbox, $"/sandbox/{system}/faults"), dials);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Makes one system healthy again.</summary>
    public Task Heal(string system) => Dial(system, new { latencyMs = 0, errorRate = 0, mode = "none" });

    /// <summary>Something happens there.</summary>
    public async Task Post(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(sandbox, $"/sandbox/{path}"), body);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Sends a signed or unsigned message to an address of ours.</summary>
    public static Task<HttpResponseMessage> Send(HttpRequestMessage message) => _http.SendAsync(message);

    /// <summary>What stands at an address that needs no key.</summary>
    public static Task<string> GetText(Uri url) => _http.GetStringAsync(url);

    /// <summary>Documents that an account is behind with, from the lanes' or worklists' view of a gateway.</summary>
    public static async Task<JsonElement> Get(Uri url, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
