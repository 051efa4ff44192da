using Microsoft.Extensions.Configuration;
using RetailActors.Hosting;
using RetailActors.Journal;

namespace RetailActors.Tests.Shards;

/// <summary>A wrong list of shards stops the start with one line that names the key.</summary>
public sealed class ShardSettingTests
{
    private const string Home = "Host=a;Database=retail;Username=u";

    [Fact]
    public void Names_and_databases_are_read_and_nothing_listed_is_one_database()
    {
        Read([]).ShouldBeEmpty();
        Read([("eu-2", "Host=b;Database=retail"), ("eu-3", "Host=a;Database=other")])
            .ShouldBe([new("eu-2", "Host=b;Database=retail"), new("eu-3", "Host=a;Database=other")]);
        Read([.. Enumerable.Range(1, Placement.MaxShards - 1).Select(i => ($"s{i}", $"Host=h{i}"))]).Count.ShouldBe(15);
    }

    [Theory]
    [InlineData("", "Host=b", "Storage:Shards:0:Name is ''")]
    [InlineData("home", "Host=b", "Storage:Shards:0:Name is 'home'")]
    [InlineData("EU", "Host=b", "Storage:Shards:0:Name is 'EU'")]
    [InlineData("2eu", "Host=b", "Storage:Shards:0:Name is '2eu'")]
    [InlineData("a-name-that-is-one-letter-too-lon", "Host=b", "Storage:Shards:0:Name is")]
    [InlineData("eu", "", "Storage:Shards:0:ConnectionString is missing")]
    [InlineData("eu", "Password=x", "Storage:Shards:0:ConnectionString is missing or names no host")]
    [InlineData("eu", "nonsense", "Storage:Shards:0:ConnectionString is no connection string")]
    [InlineData("eu", "Host=A; Port=5432;Database=Retail;Password=other", "is the database of home")]
    public void A_wrong_value_is_told_by_its_key(string name, string connection, string told)
    {
        var wrong = Should.Throw<SettingException>(() => Read([(name, connection)]));
        wrong.Message.ShouldContain(told);
        wrong.Message.ShouldContain("Storage:Shards:0");
        wrong.Message.ShouldNotContain('\n');
    }

    [Fact]
    public void A_name_or_a_database_that_is_there_twice_is_told()
    {
        Should.Throw<SettingException>(() => Read([("eu", "Host=b"), ("eu", "Host=c")])).Message
            .ShouldBe("Storage:Shards:1:Name 'eu' is there twice.");
        Should.Throw<SettingException>(() => Read([("eu", "Host=b;Database=d"), ("us", "Host=B;Database=d")])).Message
            .ShouldBe("Storage:Shards:1:ConnectionString is the database of eu; each shard has its own.");
    }

    [Fact]
    public void More_shards_than_can_be_are_told() =>
        Should.Throw<SettingException>(() => Read(
            [.. Enumerable.Range(1, Placement.MaxShards).Select(i => ($"s{i}", $"Host=h{i}"))])).Message
            .ShouldBe("Storage:Shards has 16 items; it can have 15 beside the home server.");

    [Fact]
    public void SQLite_has_no_shards() =>
        Should.Throw<SettingException>(() => Read([("eu", "Host=b")], StorageProvider.Sqlite)).Message
            .ShouldBe("Storage:Shards needs Storage:Provider PostgreSql; SQLite is one file.");

    private static IReadOnlyList<JournalShard> Read(
        (string Name, string Connection)[] shards, StorageProvider provider = StorageProvider.PostgreSql) =>
        ShardSettings.Read(
            new ConfigurationBuilder().AddInMemoryCollection(shards.SelectMany((shard, i) => new[]
            {
                KeyValuePair.Create<string, string?>($"Storage:Shards:{i}:Name", shard.Name),
                KeyValuePair.Create<string, string?>(
                    $"Storage:Shards:{i}:ConnectionString", shard.Connection),
            })).Build(),
            provider, Home);
}
