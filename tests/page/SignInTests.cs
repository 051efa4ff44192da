using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace RetailActors.Tests.Page;

/// <summary>Who gets in, and what of.</summary>
public sealed class SignInTests(PageFixture fixture)
{
    [Fact]
    public async Task Whoever_is_not_signed_in_is_led_to_the_door_and_back_again()
    {
        await using var visit = await fixture.Open();
        await visit.Page.GotoAsync("/worklists/orders-awaiting-erp");
        await Expect(visit.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sign-in"));
        await visit.Page.GetByLabel("API key").FillAsync("dev-key");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync($"{fixture.Url}/worklists/orders-awaiting-erp");
    }

    [Fact]
    public async Task A_wrong_key_is_told_so_and_nothing_is_shown()
    {
        await using var visit = await fixture.Open();
        await visit.Page.GotoAsync("/sign-in");
        await visit.Page.GetByLabel("API key").FillAsync("wrong");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("This key is not in force.");
    }

    [Fact]
    public async Task Signing_out_ends_it()
    {
        await using var visit = await fixture.Open();
        await visit.SignIn();
        await visit.Loaded();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await visit.Page.GotoAsync("/");
        await Expect(visit.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sign-in"));
    }

    [Fact]
    public async Task A_sign_in_that_another_site_has_put_together_is_refused()
    {
        await using var visit = await fixture.Open();
        using var plain = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var form = new FormUrlEncodedContent([new("key", "dev-key")]);
        using var answer = await plain.PostAsync(new Uri($"{fixture.Url}/sign-in/key"), form);
        answer.Headers.Location!.ToString().ShouldContain("problem=form");
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task The_answers_carry_a_policy_that_lets_nothing_of_others_in()
    {
        await using var visit = await fixture.Open();
        var answer = (await visit.Page.GotoAsync("/sign-in"))!;
        answer.Headers["content-security-policy"].ShouldContain("script-src 'self'");
        answer.Headers["content-security-policy"].ShouldContain("frame-ancestors 'none'");
        answer.Headers["x-content-type-options"].ShouldBe("nosniff");
        answer.Headers["cache-control"].ShouldContain("no-store");
    }

    [Fact]
    public async Task A_store_sees_orders_and_returns_and_no_worklists_of_the_company()
    {
        await using var visit = await fixture.Open();
        await visit.SignIn("Store");
        await visit.Loaded();
        await Expect(visit.Page.GetByText("Ready for pick-up")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Exceptions" })).ToHaveCountAsync(0);
        await visit.Go("/exceptions");
        await Expect(visit.Page.GetByText("Not open to your role")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Another_tenant_finds_nothing_of_this_one()
    {
        await using var visit = await fixture.Open();
        await visit.Page.GotoAsync("/sign-in");
        await visit.Page.GetByLabel("API key").FillAsync("other-key");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visit.Go($"/orders/{fixture.Order}");
        await Expect(visit.Page.GetByText($"There is no order {fixture.Order}.")).ToBeVisibleAsync();
        await visit.Go("/find?q=W-2001");
        await Expect(visit.Page.GetByText("Nothing has this id")).ToBeVisibleAsync();
        await visit.Go("/worklists/orders-awaiting-erp");
        await Expect(visit.Page.GetByText("All clear")).ToBeVisibleAsync();
    }
}
