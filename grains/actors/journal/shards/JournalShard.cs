namespace RetailActors.Journal;

/// <summary>A database that has a part of the journal.</summary>
/// <param name="Name">As in the configuration; its identity for ever.</param>
/// <param name="ConnectionString">Of PostgreSQL; may change with the address of the server.</param>
public sealed record JournalShard(string Name, string ConnectionString)
{
    /// <summary>The one that also has Orleans' tables, answers and queues: <c>Storage:ConnectionString</c>.</summary>
    public const string Home = "home";

    /// <summary>Longest name, in characters.</summary>
    public const int MaxName = 32;

    /// <summary>1 to 32 lower-case ASCII letters, digits and hyphens that begin with a letter; not <c>home</c>.
    /// </summary>
    public static bool IsName(string? name) => name is { Length: > 0 and <= MaxName } && name != Home
        && char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}

/// <summary>The databases that are configured are not those of this installation. The message is one line.</summary>
public sealed class ShardException(string message) : Exception(message)
{
    internal const string Unlisted =
        "This installation's journal is spread over several databases; list all of them under Storage:Shards.";
}
