using System.Globalization;
using Npgsql;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Load;
using RetailActors.Bench.Orders;

namespace RetailActors.Bench.Reserve;

/// <summary>The usual way in SQL: lock the row, take, note, commit.</summary>
/// <param name="database">Where.</param>
/// <param name="poolSize">Connections; more are not always faster.</param>
/// <param name="oneStatement">One round trip for all, instead of a transaction of three.</param>
internal sealed class RowLockPeer(BenchDatabase database, int poolSize, bool oneStatement) : IPeer
{
    public const string Title = "SQL row lock";

    public const string OneStatementTitle = "SQL row lock, one statement";

    private const string Update = "UPDATE stock SET available = available - $1 WHERE sku = $2 AND available >= $1";
    private const string Insert = "INSERT INTO reservation (id, sku, quantity, at) VALUES ($1, $2, $3, now())";
    private const string Both =
        """
        WITH taken AS (
          UPDATE stock SET available = available - $1 WHERE sku = $2 AND available >= $1 RETURNING sku)
        INSERT INTO reservation (id, sku, quantity, at) SELECT $3, sku, $1, now() FROM taken
        """;

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(database.Postgres)
        {
            ApplicationName = "bench-row-lock",
            MaxPoolSize = poolSize,
            MaxAutoPrepare = 16,
            AutoPrepareMinUsages = 1,
            NoResetOnClose = true,
            Timeout = 60,
        }.ConnectionString);

    public string Name => oneStatement ? OneStatementTitle : Title;

    public string Setup => $"prepared, pool of {poolSize}";

    /// <summary>Creates the tables.</summary>
    public static async Task CreateTables(BenchDatabase database)
    {
        await using var source = NpgsqlDataSource.Create(database.Postgres + ";Pooling=false");
        await using var command = source.CreateCommand(
            """
            CREATE TABLE IF NOT EXISTS stock (sku text COLLATE "C" PRIMARY KEY, available bigint NOT NULL)
              WITH (fillfactor = 50);
            CREATE TABLE IF NOT EXISTS reservation (id text COLLATE "C" PRIMARY KEY, sku text COLLATE "C" NOT NULL,
              quantity int NOT NULL, at timestamptz NOT NULL)
            """);
        await command.ExecuteNonQueryAsync();
    }

    public async Task Prepare(string cell, int skus)
    {
        await using var command = _source.CreateCommand(
            "INSERT INTO stock SELECT $1 || '-' || i, $2 FROM generate_series(0, $3 - 1) i");
        command.Parameters.AddWithValue(cell);
        command.Parameters.AddWithValue(Assortment.Plenty);
        command.Parameters.AddWithValue(skus);
        await command.ExecuteNonQueryAsync();
    }

    public Task<Outcome> Take(string cell, int sku, string reservation)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{cell}-{sku}");
        return oneStatement ? TakeAtOnce(name, reservation) : TakeInTransaction(name, reservation);
    }

    public async Task<long> Taken(string cell, int skus)
    {
        var taken = await database.Scalar(
            $"SELECT count(*) * {Assortment.Plenty} - sum(available) FROM stock WHERE sku LIKE '{cell}-%'");
        var noted = await database.Scalar($"SELECT count(*) FROM reservation WHERE sku LIKE '{cell}-%'");
        return taken == noted ? taken : -1;
    }

    public double ServerCpu() => CpuClock.Tree(database.ServerPid);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<Outcome> TakeAtOnce(string sku, string reservation)
    {
        await using var command = _source.CreateCommand(Both);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = 1 });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = sku });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reservation });
        return await command.ExecuteNonQueryAsync() == 1 ? Outcome.Counted : Outcome.Failed;
    }

    private async Task<Outcome> TakeInTransaction(string sku, string reservation)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var update = new NpgsqlCommand(Update, connection, transaction);
        update.Parameters.Add(new NpgsqlParameter<int> { TypedValue = 1 });
        update.Parameters.Add(new NpgsqlParameter<string> { TypedValue = sku });
        if (await update.ExecuteNonQueryAsync() != 1)
        {
            return Outcome.Failed;
        }
        await using var insert = new NpgsqlCommand(Insert, connection, transaction);
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reservation });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = sku });
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = 1 });
        await insert.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return Outcome.Counted;
    }
}
