using Microsoft.Extensions.Logging;
using RetailActors.Operations;

namespace RetailActors.Journal;

/// <summary>Which database holds the journal.</summary>
public enum StorageProvider
{
    /// <summary>One file, nothing to install.</summary>
    Sqlite,

    /// <summary>A server; needed as soon as silos run on more than one machine.</summary>
    PostgreSql,
}

/// <summary>Where the journal is kept.</summary>
/// <param name="Provider">The database.</param>
/// <param name="ConnectionString">Of the server; with SQLite it may be null for a file in the data directory.</param>
/// <param name="DataDirectory">Folder of the SQLite file.</param>
public sealed record JournalOptions(
    StorageProvider Provider = StorageProvider.Sqlite, string? ConnectionString = null, string DataDirectory = "data")
{
    /// <summary>Databases that have a part of the journal, beside <see cref="ConnectionString"/>; PostgreSQL only.
    /// </summary>
    public IReadOnlyList<JournalShard> Shards { get; init; } = [];

    /// <summary>Name of the SQLite file in the data directory.</summary>
    public const string FileName = "retailactors.db";

    /// <summary>The SQLite connection string that Orleans' own tables use: the same file as the journal.</summary>
    public string SqliteConnectionString => ConnectionString ?? $"Data Source={Path.Combine(DataDirectory, FileName)}";

    /// <summary>Opens the store. The caller disposes it after the last append.</summary>
    /// <param name="bounds">Of the writers of a journal over several databases; another one has its writer elsewhere.
    /// </param>
    /// <param name="log">Where such a journal says that a database does not answer, or null.</param>
    /// <exception cref="ArgumentException">PostgreSQL without a connection string.</exception>
    public IJournalStore Open(JournalBounds? bounds = null, ILogger? log = null) => Provider switch
    {
        StorageProvider.PostgreSql when Shards.Count > 0 => new ShardedJournalStore(Server, Shards, bounds, log),
        StorageProvider.PostgreSql => new PostgreSqlJournalStore(Server),
        _ => new SqliteJournalStore(SqliteConnectionString),
    };

    private string Server =>
        ConnectionString ?? throw new ArgumentException("Storage:ConnectionString is needed with PostgreSql.");

    /// <summary>Opens the table of answers beside a journal; with SQLite it is the same object, with one writer.
    /// </summary>
    public IAnswerStore OpenAnswers(IJournalStore journal) =>
        journal as IAnswerStore ?? new PostgreSqlAnswerStore(ConnectionString!);

    /// <summary>Opens the queues beside a journal; with SQLite it is the same object, with one writer.</summary>
    /// <exception cref="ArgumentException">A journal in SQLite that does not have the queues too.</exception>
    public IQueueStore OpenQueues(IJournalStore journal) => journal as IQueueStore
        ?? (Provider == StorageProvider.PostgreSql
            ? new PostgreSqlQueueStore(ConnectionString!)
            : throw new ArgumentException("In SQLite journal and queues have one writer and are one object."));
}
