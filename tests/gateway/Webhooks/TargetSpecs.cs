using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using RetailActors.Adapters;
using RetailActors.Adapters.Webhooks;

namespace RetailActors.Tests.Webhooks;

/// <summary>What may be configured, which addresses may be called, and how a message is signed.</summary>
public sealed class TargetSpecs
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public void The_signature_is_the_one_of_the_published_example() => StandardSignature.Of(
            "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", """{"test": 2432232314}"""u8,
            [Convert.FromBase64String(Secret["whsec_".Length..])])
        .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Fact]
    public void Two_secrets_make_two_signatures()
    {
        byte[][] secrets = [Encoding.UTF8.GetBytes(new string('a', 24)), Encoding.UTF8.GetBytes(new string('b', 24))];
        var both = StandardSignature.Of("m", "1", "{}"u8, secrets).Split(' ');
        both.ShouldBe(secrets.Select(s => StandardSignature.Of("m", "1", "{}"u8, [s])));
    }

    [Theory]
    [InlineData("127.0.0.1"), InlineData("127.8.9.10"), InlineData("10.1.2.3"), InlineData("172.16.0.1")]
    [InlineData("172.31.255.255"), InlineData("192.168.1.1"), InlineData("169.254.169.254"), InlineData("0.0.0.0")]
    [InlineData("100.64.0.1"), InlineData("198.18.0.1"), InlineData("224.0.0.1"), InlineData("255.255.255.255")]
    [InlineData("192.0.2.1"), InlineData("::1"), InlineData("::"), InlineData("fe80::1"), InlineData("fc00::1")]
    [InlineData("fd12:3456::1"), InlineData("::ffff:10.0.0.1"), InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::a00:1"), InlineData("2002:7f00:1::"), InlineData("2001:db8::1"), InlineData("ff02::1")]
    [InlineData("2001::1"), InlineData("::127.0.0.1")]
    public void An_address_that_is_not_public_is_refused(string address) =>
        PublicAddress.Is(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("8.8.8.8"), InlineData("172.32.0.1"), InlineData("100.128.0.1"), InlineData("2606:4700::1111")]
    [InlineData("::ffff:8.8.8.8"), InlineData("2a00:1450:4001::200e")]
    public void A_public_address_may_be_called(string address) =>
        PublicAddress.Is(IPAddress.Parse(address)).ShouldBeTrue();

    [Fact]
    public void An_endpoint_is_read_with_its_defaults()
    {
        var target = Read([]).Of(new Tenant("demo")).ShouldHaveSingleItem();
        target.Types.Order(StringComparer.Ordinal).ShouldBe(["order.accepted", "payment.captured", "payment.refunded"]);
        (target.Concurrency, target.Timeout, target.Patience, target.QueueLimit, target.AllowPrivate).ShouldBe(
            (4, TimeSpan.FromSeconds(15), TimeSpan.FromHours(72), 100_000, false));
        Read([]).Families.Order(StringComparer.Ordinal).ShouldBe(["order", "payment"]);
        Read([]).Of(new Tenant("other")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Name", "a/b"), InlineData("Name", ""), InlineData("Tenant", ""), InlineData("Url", "ftp://x.example")]
    [InlineData("Url", "http://x.example/"), InlineData("Url", "https://user:pw@x.example/"), InlineData("Url", "x")]
    [InlineData("Types", ""), InlineData("Types", "order.eaten"), InlineData("Types", "nothing.*")]
    [InlineData("Secrets", ""), InlineData("Secrets", "whsec_c2hvcnQ="), InlineData("Secrets", "plain")]
    [InlineData("Secrets", $"{Secret},{Secret},{Secret}"), InlineData("Concurrency", "0")]
    [InlineData("Concurrency", "65"), InlineData("TimeoutMs", "30001"), InlineData("PatienceHours", "0")]
    [InlineData("QueueLimit", "none"), InlineData("AllowPrivate", "perhaps")]
    public void A_wrong_value_stops_the_start_and_is_named_but_never_quoted_when_it_may_be_secret(
        string key, string value)
    {
        var message = Should.Throw<AccountSettingException>(() => Read([(key, value)])).Message;
        message.ShouldStartWith($"Webhooks:Out:0:{key} ");
        message.ShouldNotContain("\n");
        if (key is "Url" or "Secrets" && value.Length > 1)
            message.ShouldNotContain(value);
    }

    [Fact]
    public void Plain_http_is_for_development_only()
    {
        Read([("Url", "http://x.example/")], development: true).Of(new Tenant("demo")).Length.ShouldBe(1);
        Should.Throw<AccountSettingException>(() => Read([("Url", "http://x.example/")]));
    }

    [Fact]
    public void A_tenant_has_no_more_endpoints_than_one_event_may_go_to()
    {
        var keys = Enumerable.Range(0, WebhookTargets.MaxPerTenant + 1)
            .SelectMany(i => Keys($"Webhooks:Out:{i}", $"n{i}"));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(keys).Build();
        Should.Throw<AccountSettingException>(() => WebhookTargets.Read(configuration, false))
            .Message.ShouldContain($"{WebhookTargets.MaxPerTenant}");
    }

    [Fact]
    public void Two_endpoints_of_a_tenant_cannot_have_one_name()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [.. Keys("Webhooks:Out:0", "twin"), .. Keys("Webhooks:Out:1", "twin")]).Build();
        Should.Throw<AccountSettingException>(() => WebhookTargets.Read(configuration, false))
            .Message.ShouldStartWith("Webhooks:Out:1:Name ");
    }

    private static WebhookTargets Read((string Key, string Value)[] with, bool development = false)
    {
        var keys = Keys("Webhooks:Out:0", "partner").ToDictionary();
        foreach (var (key, value) in with)
            keys[$"Webhooks:Out:0:{key}"] = value;
        return WebhookTargets.Read(new ConfigurationBuilder().AddInMemoryCollection(keys).Build(), development);
    }

    private static IEnumerable<KeyValuePair<string, string?>> Keys(string at, string name) =>
    [
        new($"{at}:Name", name), new($"{at}:Tenant", "demo"), new($"{at}:Url", "https://hooks.partner.example/x"),
        new($"{at}:Types", "order.accepted, payment.*"), new($"{at}:Secrets", Secret),
    ];
}
