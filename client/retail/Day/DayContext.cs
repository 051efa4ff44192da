using System.Net;
using System.Text.Json;

namespace RetailActors.Retail.Day;

/// <summary>What everybody needs during the day.</summary>
/// <param name="Run">Name of this day; in every id of it.</param>
internal sealed record DayContext(
    DayOptions Options, string Run, RetailApi Api, StandIns Outside, ShopHours Hours, Diary Diary,
    Assortment Assortment, CancellationToken Cancellation)
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(250);
    private static readonly string[] _undecided = ["received", "reserved"];

    /// <summary>Chance of a customer: the same in every day with this seed.</summary>
    public Random ChanceOf(int customer) => new(unchecked((Options.Seed * 397) ^ (customer * 7_919)));

    /// <summary>Writes to the gateway; a first request that is still running is waited for.</summary>
    public async Task<Answer> Post(string path, object body, string key)
    {
        while (true)
        {
            var answer = await Api.Send(HttpMethod.Post, path, JsonText.Of(body), key, Cancellation);
            if (answer.Status != HttpStatusCode.Conflict || Slug(answer) != "idempotency-key-in-flight")
                return answer;
            await Task.Delay(_poll, Cancellation);
        }
    }

    /// <summary>The last part of a problem's type; empty when it is none.</summary>
    public static string Slug(Answer answer) =>
        answer.Body.Text("type") is { } type ? type[(type.LastIndexOf('/') + 1)..] : "";

    /// <summary>An order once it is decided, or null when it does not come in time.</summary>
    /// <param name="path">Of the order.</param>
    public async Task<JsonElement?> Decided(string path)
    {
        JsonElement? found = null;
        await Patiently(async () =>
        {
            found = await Api.Find(path, Cancellation);
            return found is { } order && !_undecided.Contains(order.Text("status"));
        });
        return found;
    }

    /// <summary>Asks again and again until something is so; false when it is not even long after closing time.
    /// </summary>
    public async Task<bool> Patiently(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            if (Hours.Elapsed > Options.Duration + Options.Patience)
                return false;
            await Task.Delay(_poll, Cancellation);
        }
        return true;
    }

    public static object Usd(long minor) => new { minor, currency = "USD" };
}
