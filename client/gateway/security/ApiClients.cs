using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace RetailActors.Gateway;

/// <summary>A program that may call, as configured.</summary>
public sealed record ApiClient(
    string Id, Tenant Tenant, Scopes Scopes, TokenBucket? Rate, DateTimeOffset? Expires, Origin Origin)
{
    /// <summary>What it is there for; none means that only its scopes bind it.</summary>
    public ImmutableArray<StaffRole> Roles { get; init; } = [];

    /// <summary>Whether it may decide exceptions of an owner: its scopes allow deciding, and its role is theirs.
    /// </summary>
    public bool MayDecide(Operations.Role owner) => Scopes.HasFlag(Scopes.OperationsWrite)
        && (Roles.IsEmpty || Roles.Any(role => StaffRoles.OwnerOf(role) == owner));

    /// <summary>Whether a replay may try again what an owner has on the desk: like <see cref="MayDecide"/>, and IT may
    /// for all, because what is tried again as it is follows from outages.</summary>
    public bool MayReplay(Operations.Role owner) =>
        MayDecide(owner) || (MayReplayAll && Scopes.HasFlag(Scopes.OperationsWrite));

    /// <summary>Whether no role keeps a replay to a part of the desk.</summary>
    public bool MayReplayAll => Roles.IsDefaultOrEmpty || Roles.Contains(StaffRole.It);
}

/// <summary>Finds the client of an API key. Only hashes are kept.</summary>
public sealed class ApiClients
{
    /// <summary>The key of the development client.</summary>
    public const string DevelopmentKey = "dev-key";

    private const int LongestKey = 512;
    private readonly Dictionary<long, List<(byte[] Hash, ApiClient Client)>> _byPrefix = [];

    private ApiClients() { }

    /// <summary>Whose data somebody may ask for.</summary>
    public IReadOnlyCollection<Tenant> Tenants =>
        [.. _byPrefix.Values.SelectMany(c => c).Select(c => c.Client.Tenant).Distinct()];

    /// <summary>True when <see cref="DevelopmentKey"/> is let in.</summary>
    public bool HasDevelopmentClient { get; private init; }

    /// <summary>Reads the configuration; a mistake is told by its key.</summary>
    public static ApiClients From(GatewayOptions options, bool production, TimeProvider time)
    {
        var clients = new ApiClients { HasDevelopmentClient = options.DevelopmentClient && !production };
        for (var i = 0; i < options.Clients.Count; i++)
        {
            clients.Add($"Gateway:Clients:{i}", options.Clients[i], production, time);
        }
        if (clients.HasDevelopmentClient)
        {
            var demo = new Tenant("demo");
            clients.Put(Hash(DevelopmentKey), new ApiClient("dev", demo, Scopes.All, null, null, new Origin("dev")));
        }
        return clients._byPrefix.Count > 0
            ? clients
            : throw new WrongSettingException(
                "Gateway:Clients is empty: in Production nobody could call. Configure at least one client.");
    }

    /// <summary>The client whose key this is, or null. Takes the same time for every wrong key.</summary>
    public ApiClient? Find(ReadOnlySpan<char> key, DateTimeOffset now)
    {
        if (key.IsEmpty || key.Length > LongestKey)
        {
            return null;
        }
        Span<byte> utf8 = stackalloc byte[LongestKey * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(key, utf8)], hash);
        if (!_byPrefix.TryGetValue(BinaryPrimitives.ReadInt64LittleEndian(hash), out var candidates))
        {
            return null;
        }
        foreach (var (known, client) in candidates)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
            {
                return client.Expires is { } end && end <= now ? null : client;
            }
        }
        return null;
    }

    /// <summary>The client of a key known by the beginning of its hash, or null when the key is no longer in force.
    /// </summary>
    public ApiClient? Find(long prefix, string id, DateTimeOffset now) =>
        _byPrefix.TryGetValue(prefix, out var candidates)
            && candidates.Find(c => c.Client.Id == id).Client is { } client && !(client.Expires <= now)
                ? client
                : null;

    /// <summary>The beginning of the hash of a key: names the key without giving it away.</summary>
    public static long Prefix(string key) => BinaryPrimitives.ReadInt64LittleEndian(Hash(key));

    private void Add(string at, ClientOptions client, bool production, TimeProvider time)
    {
        Require(Identifier.IsValid(client.Id), $"{at}:Id", "is missing or not a valid id");
        Require(Identifier.IsValid(client.Tenant), $"{at}:Tenant", "is missing or not a valid id");
        Require(client.Scopes.Count + client.Roles.Count > 0, $"{at}:Scopes", "is empty and so is Roles");
        Require(client.RatePerSecond >= 0, $"{at}:RatePerSecond", "is negative");
        var scopes = Scopes.None;
        for (var i = 0; i < client.Scopes.Count; i++)
        {
            scopes |= ScopeNames.Parse(client.Scopes[i])
                ?? throw new WrongSettingException($"{at}:Scopes:{i} is not a scope that exists.");
        }
        var roles = client.Roles.Select((name, i) => StaffRoles.Parse(name)
            ?? throw new WrongSettingException($"{at}:Roles:{i} is not a role that exists.")).ToImmutableArray();
        scopes = roles.Aggregate(scopes, (all, role) => all | StaffRoles.ScopesOf(role));
        var rate = client.RatePerSecond == 0 ? null : new TokenBucket(
            client.RatePerSecond, client.Burst > 0 ? client.Burst : (int)Math.Ceiling(client.RatePerSecond), time);
        var known = new ApiClient(
            client.Id, new Tenant(client.Tenant), scopes, rate, client.Expires, new Origin(client.Id))
        { Roles = roles };
        foreach (var hash in Hashes(at, client))
        {
            Require(!production || !hash.AsSpan().SequenceEqual(Hash(DevelopmentKey)), at,
                "uses the development key, which is refused in Production");
            Put(hash, known);
        }
    }

    private static List<byte[]> Hashes(string at, ClientOptions client)
    {
        var hashes = new List<byte[]>();
        if (!string.IsNullOrEmpty(client.Key))
        {
            hashes.Add(Hash(client.Key));
        }
        for (var i = 0; i < client.KeyHashes.Count; i++)
        {
            var text = client.KeyHashes[i];
            var hex = text.Length == 64 && text.All(char.IsAsciiHexDigit);
            Require(hex, $"{at}:KeyHashes:{i}", "is not SHA-256 in hex");
            hashes.Add(Convert.FromHexString(text));
        }
        Require(hashes.Count > 0, $"{at}:KeyHashes", "is empty and there is no Key");
        return hashes;
    }

    private void Put(byte[] hash, ApiClient client)
    {
        var prefix = BinaryPrimitives.ReadInt64LittleEndian(hash);
        if (!_byPrefix.TryGetValue(prefix, out var list))
        {
            _byPrefix.Add(prefix, list = []);
        }
        list.Add((hash, client));
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static void Require(bool fine, string key, string wrong)
    {
        if (!fine)
        {
            throw new WrongSettingException($"{key} {wrong}.");
        }
    }
}
