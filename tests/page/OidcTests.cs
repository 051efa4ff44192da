using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace RetailActors.Tests.Page;

/// <summary>Sign-in with an identity provider, by configuration alone.</summary>
public sealed class OidcTests(PageFixture fixture)
{
    [Fact]
    public async Task Somebody_whom_the_provider_knows_works_in_the_roles_that_it_gives()
    {
        await using var visit = await fixture.Open();
        await using var provider = await IdentityProvider.Start(new() { ["sub"] = "u-17", ["roles"] = "finance" });
        await using var shop = await Open(provider);
        await visit.Page.GotoAsync($"{shop.Http.BaseAddress}exceptions");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with our directory" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Exception desk");
        await Expect(visit.Page.Locator(".who-name")).ToHaveTextAsync("u-17");
        await Expect(visit.Page.Locator(".who-role")).ToHaveTextAsync("Finance");
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Operations (read only)" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Somebody_without_a_role_here_is_told_so()
    {
        await using var visit = await fixture.Open();
        await using var provider = await IdentityProvider.Start(new() { ["sub"] = "u-18", ["roles"] = "gardener" });
        await using var shop = await Open(provider);
        await visit.Page.GotoAsync($"{shop.Http.BaseAddress}sign-in");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with our directory" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert))
            .ToHaveTextAsync("Nothing is open to you in this role.");
    }

    private static Task<Shop> Open(IdentityProvider provider) => Shop.Open(
        "--Page:Oidc:Authority", provider.Address, "--Page:Oidc:ClientId", "retail", "--Page:Oidc:ClientSecret",
        "secret", "--Page:Oidc:Tenant", "demo", "--Page:Oidc:Label", "Sign in with our directory");
}
