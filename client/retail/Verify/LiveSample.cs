using System.Globalization;
using System.Text.Json;

namespace RetailActors.Retail.Verify;

/// <summary>A bounded, even sample of entities whose rebuilt state is compared with what the gateway answers.</summary>
internal sealed class LiveSample(int size)
{
    private sealed record Entity(
        string Tenant, string Path, string Stream, long Version, IReadOnlyList<(string Field, string Value)> Expected);

    // A fixed seed: two runs over the same journal look at the same entities.
    private readonly Random _random = new(20_26);
    private readonly Dictionary<string, (List<Entity> Chosen, long Offered)> _kinds = [];

    /// <summary>A rebuilt entity; what is expected of it is worked out only when it is chosen.</summary>
    public void Offer(
        string tenant, string path, string stream, long version, Func<IEnumerable<(string, string)>> expected)
    {
        var kind = stream[..stream.IndexOf('/')];
        var (chosen, offered) = _kinds.GetValueOrDefault(kind, ([], 0));
        _kinds[kind] = (chosen, offered + 1);
        var at = chosen.Count < size ? chosen.Count : (int)Math.Min(_random.NextInt64(offered + 1), int.MaxValue);
        if (at >= size)
            return;
        var entity = new Entity(tenant, path, stream, version, [.. expected()]);
        if (at == chosen.Count)
            chosen.Add(entity);
        else
            chosen[at] = entity;
    }

    /// <summary>Asks the gateway for every chosen entity.</summary>
    public async Task Judge(RetailApi api, JournalShards database, Check check, CancellationToken cancellation)
    {
        var entities = _kinds.Values.SelectMany(k => k.Chosen).ToArray();
        foreach (var tenant in entities.GroupBy(e => e.Tenant))
        {
            if (!await IsOurs(api, tenant.Take(5), entities.Select(e => e.Tenant).Distinct().Count(), cancellation))
                continue;
            foreach (var entity in tenant)
                await Judge(entity, api, database, check, cancellation);
        }
    }

    /// <summary>The key shows one tenant only; others answer 404 for everything.</summary>
    private static async Task<bool> IsOurs(
        RetailApi api, IEnumerable<Entity> some, int tenants, CancellationToken cancellation)
    {
        if (tenants == 1)
            return true;
        foreach (var entity in some)
        {
            try
            {
                if (await api.Find(entity.Path, cancellation) is not null)
                    return true;
            }
            catch (RecordDamagedException)
            {
                return true;
            }
        }
        return false;
    }

    private static async Task Judge(
        Entity entity, RetailApi api, JournalShards database, Check check, CancellationToken cancellation)
    {
        JsonElement? live;
        try
        {
            live = await api.Find(entity.Path, cancellation);
        }
        catch (RecordDamagedException e)
        {
            check.Count();
            check.Violated($"{entity.Stream}: {e.Message}");
            return;
        }
        var differences = live is null
            ? ["the gateway does not know it"]
            : entity.Expected.Select(e => (e.Field, e.Value, Live: At(live.Value, e.Field)))
                .Where(e => e.Live != e.Value)
                .Select(e => $"{e.Field} is {e.Live ?? "missing"}, rebuilt {e.Value}").ToArray();
        check.Count();
        if (differences.Length == 0)
            return;
        var now = await database.ReadStream(entity.Stream, cancellation);
        var movedOn = now.Count > 0 && now[^1].Version != entity.Version;
        if (!movedOn)
            check.Violated($"{entity.Path}: {string.Join(", ", differences)}");
    }

    /// <summary>A field by its path: names and array indexes between dots.</summary>
    private static string? At(JsonElement element, string path)
    {
        foreach (var part in path.Split('.'))
        {
            if (element.ValueKind == JsonValueKind.Array
                && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                if (index >= element.GetArrayLength())
                    return null;
                element = element[index];
            }
            else
            {
                element = element.Field(part);
            }
        }
        return element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.GetRawText(),
            _ => null,
        };
    }

    /// <summary>A name as it stands in HTTP.</summary>
    public static string Slug<T>(T value) where T : struct, Enum =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
