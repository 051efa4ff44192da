using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>Somebody who is signed in, with what they may see and do now.</summary>
/// <param name="Client">Whose data, which scopes, under which id in the journal.</param>
/// <param name="Roles">What they are there for; none when only scopes bind them.</param>
public sealed record Staff(ApiClient Client, ImmutableArray<StaffRole> Roles)
{
    /// <summary>How a sign-in was made: <c>key</c> or <c>oidc</c>.</summary>
    public const string Way = "retail:way";

    /// <summary>The id for the journal.</summary>
    public const string Id = "retail:id";

    /// <summary>Whose data it is.</summary>
    public const string OfTenant = "retail:tenant";

    /// <summary>Beginning of the hash of the key.</summary>
    public const string Key = "retail:key";

    /// <summary>One claim per role.</summary>
    public const string Role = "retail:role";

    /// <summary>The claim of a person who has chosen to work in one role only.</summary>
    public const string Narrowed = "retail:narrowed";

    /// <summary>Whose data they see.</summary>
    public Tenant Tenant => Client.Tenant;

    /// <summary>What the page calls them.</summary>
    public string Title => Roles.IsEmpty ? "All roles" : string.Join(", ", Roles.Select(StaffRoles.TitleOf));

    /// <summary>Whether they have a scope.</summary>
    public bool May(Scopes scope) => (Client.Scopes & scope) == scope;

    /// <summary>Whether they decide exceptions of an owner.</summary>
    public bool MayDecide(Role owner) => Client.MayDecide(owner);

    /// <summary>The claims of a key's owner, who may choose one of their roles.</summary>
    public static ClaimsPrincipal Principal(ApiClient client, string key, StaffRole? narrowed)
    {
        List<Claim> claims =
        [
            new(Way, "key"), new(Id, client.Id), new(OfTenant, client.Tenant.Value),
            new(Key, ApiClients.Prefix(key).ToString(CultureInfo.InvariantCulture)),
        ];
        if (narrowed is { } role)
        {
            claims.Add(new Claim(Narrowed, role.ToString()));
        }
        return new ClaimsPrincipal(new ClaimsIdentity(claims, "page", Id, Role));
    }

    /// <summary>The claims of somebody whom an identity provider knows; null when it gives no role of ours.</summary>
    public static ClaimsPrincipal? Principal(ClaimsPrincipal known, OidcOptions options)
    {
        var id = known.FindFirstValue(options.IdClaim);
        var tenant = options.TenantClaim is { Length: > 0 } claim ? known.FindFirstValue(claim) : options.Tenant;
        var roles = known.FindAll(options.RoleClaim).Select(c => StaffRoles.Parse(c.Value)).OfType<StaffRole>()
            .Distinct().ToList();
        if (roles.Count == 0 || !Identifier.IsValid(id) || !Identifier.IsValid(tenant))
        {
            return null;
        }
        return new ClaimsPrincipal(new ClaimsIdentity(
            [
                new(Way, "oidc"), new(Id, id!), new(OfTenant, tenant!),
                .. roles.Select(r => new Claim(Role, r.ToString())),
            ],
            "page", Id, Role));
    }

    /// <summary>Who that is now, or null when the key is not in force any more.</summary>
    public static Staff? Of(ClaimsPrincipal user, ApiClients clients, DateTimeOffset now) =>
        user.FindFirstValue(Way) switch
        {
            "key" => OfKey(user, clients, now),
            "oidc" => OfOidc(user),
            _ => null,
        };

    private static Staff? OfKey(ClaimsPrincipal user, ApiClients clients, DateTimeOffset now)
    {
        if (!long.TryParse(user.FindFirstValue(Key), CultureInfo.InvariantCulture, out var prefix)
            || clients.Find(prefix, user.FindFirstValue(Id) ?? "", now) is not { } client)
        {
            return null;
        }
        if (StaffRoles.Parse(user.FindFirstValue(Narrowed) ?? "-") is not { } role)
        {
            return new Staff(client, client.Roles);
        }
        // Narrowing takes away and never gives: only what the key has is left.
        return client.Roles.IsEmpty || client.Roles.Contains(role)
            ? new Staff(client with { Scopes = client.Scopes & StaffRoles.ScopesOf(role), Roles = [role] }, [role])
            : null;
    }

    private static Staff? OfOidc(ClaimsPrincipal user)
    {
        var id = user.FindFirstValue(Id);
        var tenant = user.FindFirstValue(OfTenant);
        var roles = user.FindAll(Role).Select(c => StaffRoles.Parse(c.Value)).OfType<StaffRole>().ToImmutableArray();
        if (id is null || tenant is null || roles.IsEmpty)
        {
            return null;
        }
        var scopes = roles.Aggregate(Scopes.None, (all, role) => all | StaffRoles.ScopesOf(role));
        var client = new ApiClient(id, new Tenant(tenant), scopes, null, null, new Origin(id)) { Roles = roles };
        return new Staff(client, roles);
    }
}
