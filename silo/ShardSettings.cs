using RetailActors.Journal;

namespace RetailActors.Hosting;

/// <summary>Section <c>Storage:Shards</c>: databases that have a part of the journal, beside the home server.</summary>
public static class ShardSettings
{
    private const string Section = "Storage:Shards";

    /// <summary>Reads and checks.</summary>
    /// <param name="configuration">The host's.</param>
    /// <param name="provider">Storage:Provider.</param>
    /// <param name="home">Storage:ConnectionString.</param>
    /// <exception cref="SettingException">A value is wrong or missing; the message names its key.</exception>
    public static IReadOnlyList<JournalShard> Read(IConfiguration configuration, StorageProvider provider, string? home)
    {
        var sections = configuration.GetSection(Section).GetChildren().ToList();
        if (sections.Count == 0)
        {
            return [];
        }
        if (provider == StorageProvider.Sqlite)
        {
            throw new SettingException($"{Section} needs Storage:Provider PostgreSql; SQLite is one file.");
        }
        if (sections.Count >= Placement.MaxShards)
        {
            throw new SettingException(
                $"{Section} has {sections.Count} items; it can have {Placement.MaxShards - 1} beside the home server.");
        }
        var used = new Dictionary<string, string> { [Where("Storage:ConnectionString", home!)] = JournalShard.Home };
        var shards = new List<JournalShard>();
        foreach (var section in sections)
        {
            var shard = new JournalShard(section["Name"] ?? "", section["ConnectionString"] ?? "");
            if (!JournalShard.IsName(shard.Name))
            {
                throw new SettingException($"{section.Path}:Name is '{shard.Name}'; it can be 1 to "
                    + $"{JournalShard.MaxName} lower-case letters, digits and hyphens that begin with a letter, and is "
                    + $"not {JournalShard.Home}.");
            }
            if (shards.Exists(other => other.Name == shard.Name))
            {
                throw new SettingException($"{section.Path}:Name '{shard.Name}' is there twice.");
            }
            var where = Where($"{section.Path}:ConnectionString", shard.ConnectionString);
            if (!used.TryAdd(where, shard.Name))
            {
                throw new SettingException(
                    $"{section.Path}:ConnectionString is the database of {used[where]}; each shard has its own.");
            }
            shards.Add(shard);
        }
        return shards;
    }

    /// <summary>Server and database, however the rest is written.</summary>
    private static string Where(string key, string connection)
    {
        try
        {
            var parts = new Npgsql.NpgsqlConnectionStringBuilder(connection);
            return string.IsNullOrEmpty(parts.Host)
                ? throw new SettingException($"{key} is missing or names no host.")
                : $"{parts.Host}:{parts.Port}/{parts.Database ?? parts.Username}".ToLowerInvariant();
        }
        catch (ArgumentException e)
        {
            throw new SettingException($"{key} is no connection string of PostgreSQL: {e.Message}");
        }
    }
}
