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
    /// <summary>Name of the SQLite file in the data directory.</summary>
    public const string FileName = "retailactors.db";

    /// <summary>The SQLite connection string that Orleans' own tables use: the same file as the journal.</summary>
    public string SqliteConnectionString => ConnectionString ?? $"Data Source={Path.Combine(DataDirectory, FileName)}";

    /// <summary>Opens the store. The caller disposes it after the last append.</summary>
    /// <exception cref="ArgumentException">PostgreSQL without a connection string.</exception>
    public IJournalStore Open() => Provider switch
    {
        StorageProvider.PostgreSql => new PostgreSqlJournalStore(
            ConnectionString ?? throw new ArgumentException("Storage:ConnectionString is needed with PostgreSql.")),
        _ => new SqliteJournalStore(SqliteConnectionString),
    };

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
