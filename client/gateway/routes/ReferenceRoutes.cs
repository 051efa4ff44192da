using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using RetailActors.Operations;
using RetailActors.Reference;

namespace RetailActors.Gateway;

/// <summary>One kind of reference data over HTTP: read the body, show a version.</summary>
/// <param name="Kind">Name in the directory.</param>
/// <param name="ReadBody">Reads the content of a PUT.</param>
/// <param name="Show">Shows a version under its id.</param>
/// <param name="One">How one is written.</param>
/// <param name="Many">How a page is written.</param>
public sealed record ReferenceRoutes<TGrain, T, TAnswer>(
    string Kind, Func<Fields, T> ReadBody, Func<string, Versioned<T>, TAnswer> Show,
    JsonTypeInfo<TAnswer> One, JsonTypeInfo<Page<TAnswer>> Many)
    where TGrain : class, IReference<T> where T : class
{
    /// <summary>PUT with If-Match or If-None-Match.</summary>
    public async ValueTask<Answer> Put(Call call)
    {
        var id = call.PathId("id");
        var body = call.Body;
        var value = ReadBody(body);
        body.Done();
        var expected = Preconditions.Read(call);
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var command = new PutReference<T>(value, expected, call.Client.Origin);
        var key = Key(call, id);
        var result = await call.Cluster.Ask<TGrain, PutResult>(key, g => g.Put(command));
        if (result is PutResult.Stale(var present))
        {
            return call.Refuse(Preconditions.Stale) with { ETag = present > 0 ? Preconditions.ETag(present) : null };
        }
        var status = result is PutResult.Created ? 201 : 200;
        var version = await call.Cluster.Ask<TGrain, Versioned<T>?>(key, g => g.Read())
            ?? throw new InvalidOperationException("A version that was just put is gone.");
        return Answer(call, status, id, version) with
        {
            Location = status == 201 ? call.Http.Request.Path.Value : null,
        };
    }

    /// <summary>GET with If-None-Match.</summary>
    public async ValueTask<Answer> Get(Call call)
    {
        var id = call.PathId("id");
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        if (await call.Cluster.Ask<TGrain, Versioned<T>?>(Key(call, id), g => g.Read()) is not { } version)
        {
            return call.Refuse(Problems.NotFound(Kind));
        }
        var etag = Preconditions.ETag(version.Version);
        return call.Http.Request.Headers.IfNoneMatch.Any(v => v == etag || v == "*")
            ? new Answer(304, "") { ETag = etag }
            : Answer(call, 200, id, version);
    }

    /// <summary>A page of all.</summary>
    public async ValueTask<Answer> List(Call call)
    {
        var (after, limit) = Paging.Read(call);
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var page = await call.Cluster.Ask<IDirectory, DirectoryPage>(
            call.Tenant.Value, d => d.List(new DirectoryQuery(Kind, null, null, after, limit)));
        var found = new Versioned<T>?[page.Rows.Length];
        var bounds = new ParallelOptions { MaxDegreeOfParallelism = call.Options.MaxFanOut };
        await Parallel.ForAsync(0, found.Length, bounds, async (i, _) =>
            found[i] = await call.Cluster.Ask<TGrain, Versioned<T>?>(Key(call, page.Rows[i].Key), g => g.Read()));
        var items = new List<TAnswer>(found.Length);
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] is { } version)
            {
                items.Add(Show(page.Rows[i].Key, version));
            }
        }
        return call.Reply(200, new Page<TAnswer>([.. items], Paging.Cursor(page.Next)), Many);
    }

    private Answer Answer(Call call, int status, string id, Versioned<T> version) =>
        call.Reply(status, Show(id, version), One) with { ETag = Preconditions.ETag(version.Version) };

    private static string Key(Call call, string id) => new ReferenceKey(call.Tenant, id).ToString();
}

/// <summary>Versions in headers.</summary>
public static class Preconditions
{
    /// <summary>Another version is there.</summary>
    public static readonly Problem Stale = new(
        412, "version-differs", "Somebody else was faster", "Read the present version and put yours on top of it.");

    /// <summary>A version as an entity tag.</summary>
    public static string ETag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The version that a PUT asks for: 0 for none, null for any.</summary>
    public static long? Read(Call call)
    {
        var (match, noneMatch) = (call.Http.Request.Headers.IfMatch, call.Http.Request.Headers.IfNoneMatch);
        if (noneMatch.Count > 0)
        {
            if (noneMatch.Count == 1 && noneMatch[0] == "*" && match.Count == 0)
            {
                return 0;
            }
            call.Faults.Add("If-None-Match", "not-applicable", "A PUT takes * only, and not together with If-Match.");
            return null;
        }
        if (match.Count == 0)
        {
            return null;
        }
        var text = match[0].AsSpan();
        if (match.Count == 1 && text is ['"', .. var digits, '"'] && digits.Length <= 18
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return version;
        }
        call.Faults.Add("If-Match", "invalid-etag", "One entity tag, as it came in ETag.");
        return null;
    }
}
