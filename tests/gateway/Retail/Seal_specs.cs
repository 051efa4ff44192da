using Microsoft.Data.Sqlite;
using RetailActors.Journal;

namespace RetailActors.Tests.Retail;

/// <summary>Whoever can write to the database can also compute a chain again. A seal that is kept elsewhere knows.
/// </summary>
[Collection("a silo at a time")]
public sealed class Seal_specs(DamagedSilo silo) : IClassFixture<DamagedSilo>
{
    private const string Broken = "VIOLATION journal: what was sealed is as it was";
    private const string AnOrder = "SELECT min(stream) FROM journal WHERE events LIKE '%\"accepted\"%'";

    private readonly string _seals = Path.Combine(
        Directory.CreateTempSubdirectory("retail-seals-").FullName, "seals.jsonl");

    private Task<(int Code, string Text)> Prove(string? database = null) =>
        silo.System.Verify(database, "--quiesce", "1s", "--sealed", _seals);

    private async Task Seal()
    {
        var (code, text) = await silo.System.Verify(null, "--seal", _seals, "--margin", "0s");
        code.ShouldBe(0, text);
        text.ShouldContain("digest");
    }

    [Fact]
    public async Task What_comes_after_a_seal_does_not_break_it_and_the_next_seal_takes_it_in()
    {
        await Seal();
        (await silo.System.Sell(3, 6)).Code.ShouldBe(0);
        var (code, text) = await Prove();
        code.ShouldBe(0, text);
        text.ShouldContain("1 seal over");
        await Seal();
        (code, text) = await Prove();
        code.ShouldBe(0, text);
        text.ShouldContain("2 seals over");
        (await File.ReadAllLinesAsync(_seals)).ShouldAllBe(line => line.Length < 32_768);
    }

    [Fact]
    public async Task A_chain_that_was_computed_again_is_found_by_the_seal_alone()
    {
        await Seal();
        // A blank changes nothing but the bytes: no other check can see it.
        var forged = silo.System.DamagedCopy(
            $"UPDATE journal SET events = replace(events, '[{{', '[ {{') WHERE version = 1 AND stream = ({AnOrder})");
        ChainAgain(forged);
        var (code, text) = await silo.System.Verify(forged, "--quiesce", "1s");
        code.ShouldBe(0, text);
        (code, text) = await Prove(forged);
        code.ShouldBe(1, text);
        text.ShouldContain(Broken);
        text.ShouldContain("was changed");
        (code, text) = await silo.System.Verify(forged, "--quiesce", "1s", "--seal", _seals, "--margin", "0s");
        code.ShouldBe(1, text);
        text.ShouldContain("No seal was added");
        (await File.ReadAllLinesAsync(_seals)).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("the end of a stream of which no list says how long it is",
        "DELETE FROM journal WHERE stream LIKE 'stock/%HOT-%' AND version = (SELECT max(version) FROM journal j "
        + "WHERE j.stream = journal.stream); UPDATE directory SET version = version - 1 WHERE kind = 'stock'")]
    [InlineData("a whole stream with all that points to it", "DELETE FROM journal WHERE stream LIKE 'price/%'; "
        + "DELETE FROM directory WHERE kind = 'price'")]
    [InlineData("a time", "UPDATE journal SET at = at - 1 WHERE stream LIKE 'product/%'")]
    public async Task What_was_removed_or_changed_after_a_seal_is_found(string what, string sql)
    {
        await Seal();
        var damaged = silo.System.DamagedCopy(sql);
        ChainAgain(damaged);
        var (code, text) = await Prove(damaged);
        code.ShouldBe(1, $"{what}: {text}");
        text.ShouldContain(Broken);
    }

    [Fact]
    public async Task Appends_from_before_the_chain_are_excused_in_an_upgraded_database_and_protected_by_a_seal()
    {
        await Seal();
        const string old = "UPDATE journal SET hash = NULL; "
            + "UPDATE schema_version SET applied_at = applied_at - 86400000000 WHERE version = 1";
        var upgraded = silo.System.DamagedCopy(old);
        var (code, text) = await Prove(upgraded);
        code.ShouldBe(0, text);
        text.ShouldContain("are from before the hash chain");
        var damaged = silo.System.DamagedCopy($"UPDATE journal SET at = at + 1 WHERE version = 1; {old}");
        (code, text) = await silo.System.Verify(damaged, "--quiesce", "1s");
        code.ShouldBe(0, text);
        (code, text) = await Prove(damaged);
        code.ShouldBe(1, text);
        text.ShouldContain(Broken);
    }

    [Fact]
    public async Task A_seal_file_that_was_changed_proves_nothing()
    {
        await Seal();
        await Seal();
        var lines = await File.ReadAllLinesAsync(_seals);
        await File.WriteAllLinesAsync(_seals, lines[1..]);
        var (code, text) = await Prove();
        code.ShouldBe(1, text);
        text.ShouldContain("line 1 of seals.jsonl was changed, or one before it removed");
        await File.WriteAllTextAsync(_seals, "{}\n");
        (await Prove()).Code.ShouldBe(2);
        (await silo.System.Verify(null, "--sealed", _seals + ".absent")).Code.ShouldBe(2);
        (await silo.System.Verify(null, "--sealed", _seals, "--seal", _seals)).Code.ShouldBe(2);
        (await RunningSilo.Retail("verify", "--url", silo.System.Url, "--seal", _seals)).Code.ShouldBe(2);
    }

    /// <summary>What a forger would do: every hash of the copy anew.</summary>
    private static void ChainAgain(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var read = connection.CreateCommand();
        read.CommandText =
            "SELECT rowid, stream, version, at, trace_parent, events FROM journal ORDER BY stream, version";
        var (stream, hash, rows) = ("", ChainHash.Zero, new List<(long Row, ChainHash Hash)>());
        using (var reader = read.ExecuteReader())
        {
            while (reader.Read())
            {
                hash = JournalChain.Next(
                    reader.GetString(1) == stream ? hash : ChainHash.Zero, reader.GetString(1), reader.GetInt64(2),
                    DateTimeOffset.UnixEpoch.AddMicroseconds(reader.GetInt64(3)),
                    reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetString(5));
                stream = reader.GetString(1);
                rows.Add((reader.GetInt64(0), hash));
            }
        }
        using var transaction = connection.BeginTransaction();
        using var write = connection.CreateCommand();
        write.CommandText = "UPDATE journal SET hash = $hash WHERE rowid = $row";
        foreach (var row in rows)
        {
            write.Parameters.Clear();
            write.Parameters.AddWithValue("$hash", row.Hash.ToArray());
            write.Parameters.AddWithValue("$row", row.Row);
            write.ExecuteNonQuery();
        }
        transaction.Commit();
    }
}

/// <summary>The same chain and the same seal where the journal is in PostgreSQL.</summary>
[Collection("a silo at a time")]
public sealed class Postgres_seal_specs
{
    [Fact]
    public async Task A_sale_in_PostgreSQL_is_chained_sealed_and_its_damage_found()
    {
        Assert.SkipUnless(RetailActors.Retail.Cluster.PostgreSqlServer.Installed,
            RetailActors.Retail.Cluster.PostgreSqlServer.NotInstalled);
        await using var server = await RetailActors.Retail.Cluster.PostgreSqlServer.Create();
        var connection = await server.CreateDatabase("sealed");
        await using var silo = new RunningSilo
        {
            Settings = ["--Storage:Provider=PostgreSql", $"--Storage:ConnectionString={connection}"],
        };
        await silo.InitializeAsync();
        (await silo.Sell(5, 10)).Code.ShouldBe(0);
        var seals = silo.Ledger + ".seals";
        Task<(int Code, string Text)> Verify(params string[] more) => RunningSilo.Retail(
            ["verify", "--url", silo.Url, "--database", connection, "--quiesce", "5s", .. more]);
        var (code, text) = await Verify("--seal", seals, "--margin", "0s");
        code.ShouldBe(0, text);
        await using var source = Npgsql.NpgsqlDataSource.Create(connection);
        await using var damage = source.CreateCommand(
            """
            ALTER TABLE journal DISABLE TRIGGER journal_is_append_only;
            UPDATE journal SET at = at + interval '1 microsecond' WHERE stream LIKE 'order/%' AND version = 1;
            """);
        await damage.ExecuteNonQueryAsync();
        (code, text) = await Verify("--sealed", seals);
        code.ShouldBe(1, text);
        text.ShouldContain("VIOLATION journal: every hash follows from its append and the one before");
        text.ShouldContain("VIOLATION journal: what was sealed is as it was");
    }
}
