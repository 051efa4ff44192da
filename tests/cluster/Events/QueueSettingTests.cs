using RetailActors.Hosting;

namespace RetailActors.Tests.Events;

/// <summary>A wrong queue setting stops the start with one line that names the key, and never shows the secret.
/// </summary>
public sealed class QueueSettingTests
{
    [Theory]
    [InlineData("Queues:Provider", "Kafka", null)]
    [InlineData("Queues:Provider", "7", null)]
    [InlineData("Queues:ConnectionString", "AzureStorage", null)]
    [InlineData("Queues:ConnectionString", "AzureStorage", "AccountName=x;AccountKey=very-secret")]
    public void A_wrong_value_is_told_by_its_key(string key, string provider, string? connection)
    {
        string[] arguments = ["--urls=http://127.0.0.1:0", $"--Queues:Provider={provider}"];
        var wrong = Should.Throw<SettingException>(() => SiloHost.Build(
            connection is null ? arguments : [.. arguments, $"--Queues:ConnectionString={connection}"]));
        wrong.Message.ShouldStartWith(key);
        wrong.Message.ShouldNotContain('\n');
        wrong.Message.ShouldNotContain("very-secret");
    }
}
