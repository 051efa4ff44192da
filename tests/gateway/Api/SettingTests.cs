using System.Text;
using Microsoft.Extensions.Configuration;
using RetailActors.Gateway;

namespace RetailActors.Tests;

/// <summary>A wrong setting stops the start with one line that names the key.</summary>
public sealed class SettingTests
{
    [Theory]
    [InlineData("Gateway:MaxInFlight", "0")]
    [InlineData("Gateway:MaxInFlight", "many")]
    [InlineData("Gateway:DrainSeconds", "-1")]
    [InlineData("Gateway:Admission:Start", "0")]
    [InlineData("Gateway:Admission:Least", "0")]
    [InlineData("Gateway:Admission:TargetLagMs", "0")]
    [InlineData("Gateway:Admission:MaxWaiting", "-1")]
    [InlineData("Gateway:Admission:WaitSeconds", "0")]
    [InlineData("Gateway:Admission:MaxOperations", "0")]
    [InlineData("Gateway:Admission:InFlightWaitSeconds", "-1")]
    [InlineData("Gateway:Clients:0:Scopes:0", "orders:steal")]
    [InlineData("Gateway:Clients:0:KeyHashes:0", "abc")]
    [InlineData("Gateway:Clients:0:Tenant", "a/b")]
    [InlineData("Gateway:Clients:0:Id", "")]
    [InlineData("Gateway:Clients:0:RatePerSecond", "-1")]
    public void A_wrong_value_is_told_by_its_key(string key, string value)
    {
        var wrong = Should.Throw<WrongSettingException>(() => Clients(false, (key, value)));
        wrong.Message.ShouldContain(key);
        wrong.Message.ShouldNotContain('\n');
    }

    [Fact]
    public void The_development_key_is_refused_in_Production()
    {
        Should.Throw<WrongSettingException>(() => Clients(true, ("Gateway:Clients:0:Key", "dev-key")));
        var clients = Clients(true);
        clients.HasDevelopmentClient.ShouldBeFalse();
        clients.Find("dev-key", DateTimeOffset.UnixEpoch).ShouldBeNull();
        clients.Find("key", DateTimeOffset.UnixEpoch)!.Id.ShouldBe("one");
        Clients(false).Find("dev-key", DateTimeOffset.UnixEpoch)!.Tenant.ShouldBe(new Tenant("demo"));
        Should.Throw<WrongSettingException>(() => ApiClients.From(new GatewayOptions(), true, TimeProvider.System))
            .Message.ShouldContain("Gateway:Clients");
    }

    [Theory]
    [InlineData("4111111111111111", true)]
    [InlineData("4111 1111 1111 1111", true)]
    [InlineData("378282246310005", true)]
    [InlineData("3782-822463-10005", true)]
    [InlineData("xx5555555555554444yy", true)]
    [InlineData("12-4111111111111111", true)]
    [InlineData("4111111111111112", false)]
    [InlineData("1732373847123", false)]
    [InlineData("41111111111111111111", false)]
    [InlineData("2026-11-27T09:30:00Z", false)]
    [InlineData("", false)]
    public void A_card_number_is_recognised(string text, bool found)
    {
        CardNumbers.AppearIn(text).ShouldBe(found);
        if (found)
        {
            CardNumbers.MayAppearIn(Encoding.UTF8.GetBytes(text)).ShouldBeTrue();
        }
    }

    private static ApiClients Clients(bool production, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Gateway:Clients:0:Id"] = "one", ["Gateway:Clients:0:Tenant"] = "demo",
            ["Gateway:Clients:0:Key"] = "key", ["Gateway:Clients:0:Scopes:0"] = "*",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }
        var options = GatewayOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        return ApiClients.From(options, production, TimeProvider.System);
    }
}
