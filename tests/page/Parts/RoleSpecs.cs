using System.Security.Claims;
using RetailActors.Gateway;
using RetailActors.Operations;

namespace RetailActors.Tests.Page.Parts;

/// <summary>What roles allow.</summary>
public sealed class RoleSpecs
{
    private static readonly DateTimeOffset _now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(StaffRole.It, Role.It)]
    [InlineData(StaffRole.Operations, Role.Operations)]
    [InlineData(StaffRole.Finance, Role.Finance)]
    [InlineData(StaffRole.Service, Role.Service)]
    public void A_role_decides_its_own_exceptions_and_no_others(StaffRole role, Role owner)
    {
        var client = Client("k", role);
        Enum.GetValues<Role>().Where(client.MayDecide).ShouldBe([owner]);
    }

    [Fact]
    public void A_store_decides_no_exceptions() =>
        Enum.GetValues<Role>().Where(Client("k", StaffRole.Store).MayDecide).ShouldBeEmpty();

    [Fact]
    public void Working_in_one_role_takes_away_and_never_gives()
    {
        var clients = Clients("reader-key", ["orders:read"], []);
        var reader = clients.Find("reader-key", _now)!;
        var staff = Staff.Of(Staff.Principal(reader, "reader-key", StaffRole.Finance), clients, _now)!;
        staff.Client.Scopes.ShouldBe(Scopes.OrdersRead);
        staff.MayDecide(Role.Finance).ShouldBeFalse();
    }

    [Fact]
    public void Nobody_works_in_a_role_that_their_key_does_not_have()
    {
        var clients = Clients("k", [], ["finance"]);
        var client = clients.Find("k", _now)!;
        Staff.Of(Staff.Principal(client, "k", StaffRole.It), clients, _now).ShouldBeNull();
        Staff.Of(Staff.Principal(client, "k", StaffRole.Finance), clients, _now).ShouldNotBeNull();
    }

    [Fact]
    public void A_key_that_is_out_of_force_ends_the_sign_ins_that_were_made_with_it()
    {
        var clients = Clients("k", ["*"], []);
        var principal = Staff.Principal(clients.Find("k", _now)!, "k", null);
        Staff.Of(principal, clients, _now).ShouldNotBeNull();
        Staff.Of(principal, Clients("other", ["*"], []), _now).ShouldBeNull();
        Staff.Of(principal, clients, _now.AddYears(10)).ShouldBeNull();
    }

    [Fact]
    public void An_identity_provider_gives_roles_and_tenant_and_nothing_else_is_kept()
    {
        var known = new ClaimsPrincipal(new ClaimsIdentity(
            [new("sub", "u-17"), new("email", "ann@example.com"), new("roles", "Finance"), new("roles", "admins")]));
        var ours = Staff.Principal(known, new OidcOptions { Tenant = "demo" })!;
        ours.Claims.ShouldNotContain(c => c.Value.Contains('@'));
        var staff = Staff.Of(ours, Clients("k", ["*"], []), _now)!;
        staff.Roles.ShouldBe([StaffRole.Finance]);
        staff.Tenant.ShouldBe(new Tenant("demo"));
        staff.Client.Origin.Client.ShouldBe("u-17");
    }

    [Fact]
    public void Somebody_without_a_role_of_ours_does_not_get_in() =>
        Staff.Principal(
            new ClaimsPrincipal(new ClaimsIdentity([new("sub", "u-17"), new("roles", "admins")])),
            new OidcOptions { Tenant = "demo" }).ShouldBeNull();

    private static ApiClient Client(string key, StaffRole role) =>
        Clients(key, [], [role.ToString()]).Find(key, _now)!;

    private static ApiClients Clients(string key, List<string> scopes, List<string> roles)
    {
        var options = new GatewayOptions { DevelopmentClient = false };
        options.Clients.Add(new ClientOptions
        {
            Id = "somebody", Tenant = "demo", Key = key, Scopes = scopes, Roles = roles, Expires = _now.AddYears(1),
        });
        return ApiClients.From(options, false, TimeProvider.System);
    }
}
