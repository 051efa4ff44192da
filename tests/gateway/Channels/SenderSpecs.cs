using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using RetailActors.Gateway;

namespace RetailActors.Tests.Channels;

/// <summary>Who may send webhooks, and with which secrets.</summary>
public sealed class SenderSpecs
{
    private const string New = "whsec_bmV3LXNlY3JldC1uZXctc2VjcmV0";
    private const string Old = "whsec_b2xkLXNlY3JldC1vbGQtc2VjcmV0";
    private const string Development = "whsec_ZGV2LXNlY3JldC1kZXYtc2VjcmV0LWRldg==";

    [Fact]
    public void While_a_secret_is_changed_both_are_good_and_a_third_is_not()
    {
        var sender = From(true, ("Source", "pos"), ("Tenant", "brand"), ("Secrets:0", New), ("Secrets:1", Old))
            .Of("pos", null).ShouldHaveSingleItem();
        sender.Tenant.Value.ShouldBe("brand");
        IsSigned(sender, "new-secret-new-secret").ShouldBeTrue();
        IsSigned(sender, "old-secret-old-secret").ShouldBeTrue();
        IsSigned(sender, "any-secret-any-secret").ShouldBeFalse();
    }

    [Theory]
    [InlineData("Webhooks:Senders:0:Source", "fax", "brand", New)]
    [InlineData("Webhooks:Senders:0:Tenant", "pos", "", New)]
    [InlineData("Webhooks:Senders:0:Account", "shopify", "brand", "a-long-secret")]
    [InlineData("Webhooks:Senders:0:Secrets:0", "pos", "brand", "not-encoded")]
    [InlineData("Webhooks:Senders:0:Secrets:0", "pos", "brand", Development)]
    public void A_mistake_is_told_by_its_key(string key, string source, string tenant, string secret) =>
        Should.Throw<WrongSettingException>(
                () => From(true, ("Source", source), ("Tenant", tenant), ("Secrets:0", secret)))
            .Message.ShouldStartWith(key);

    [Fact]
    public void In_Production_nobody_may_send_who_is_not_configured()
    {
        var senders = WebhookSenders.From(new ConfigurationBuilder().Build(), production: true);
        senders.Of("pos", null).ShouldBeEmpty();
        senders.Of("shopify", WebhookSenders.DevelopmentShop).ShouldBeEmpty();
    }

    private static WebhookSenders From(bool production, params (string Key, string Value)[] settings) =>
        WebhookSenders.From(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(
            s => KeyValuePair.Create($"Webhooks:Senders:0:{s.Key}", (string?)s.Value))).Build(), production);

    private static bool IsSigned(WebhookSender sender, string secret)
    {
        var body = "{}"u8.ToArray();
        var headers = new HeaderDictionary
        {
            ["webhook-id"] = "m-1", ["webhook-timestamp"] = "1",
            ["webhook-signature"] = Hooks.Sign("m-1", "1", body, Encoding.UTF8.GetBytes(secret)),
        };
        return Signatures.IsStandard(headers, body, sender);
    }
}
