using System.IO.Compression;
using System.Net.Http.Headers;
using Microsoft.Data.Sqlite;
using RetailActors.Journal;

namespace RetailActors.Tests.Retail;

/// <summary>The checker looks into the archive as into the journal, and finds damage there too.</summary>
[Collection("a silo at a time")]
public sealed class Archive_specs(ArchivedSilo silo) : IClassFixture<ArchivedSilo>
{
    private const string Archive = "journal: an archived append is there once, between the ends of its stream";
    private const string Chain = "journal: every hash follows from its append and the one before";
    private const string Gapless = "journal: versions are gapless from 1";
    private const string Sealed = "journal: what was sealed is as it was";
    private const string AnOrder = "SELECT min(stream) FROM journal_archive WHERE stream LIKE 'order/%'";
    private const string Guards = "DROP TRIGGER journal_archive_no_update; DROP TRIGGER journal_archive_no_delete; "
        + "DROP TRIGGER journal_archive_takes; DROP TRIGGER journal_goes_on_at_its_end; ";

    [Fact]
    public async Task An_archived_journal_is_green_and_the_seal_from_before_still_holds()
    {
        var (code, text) = await silo.System.Verify(null, "--sealed", silo.Seals);
        code.ShouldBe(0, text);
        text.ShouldContain("1 seal over");
        silo.Moved.Streams.ShouldBeGreaterThanOrEqualTo(6);
        text.ShouldContain($"Journal: {silo.Appends:N0} appends");
    }

    [Theory]
    [InlineData("bytes that are none", "UPDATE journal_archive SET entries = x'00' WHERE stream = (" + AnOrder + ")",
        Archive)]
    [InlineData("bytes of another stream", "UPDATE journal_archive SET (entries, plain_bytes, to_version) = (SELECT "
        + "entries, plain_bytes, to_version FROM journal_archive o WHERE o.stream LIKE 'posting/%' LIMIT 1) "
        + "WHERE stream = (" + AnOrder + ")", Chain)]
    [InlineData("another length", "UPDATE journal_archive SET plain_bytes = plain_bytes + 1 WHERE stream = ("
        + AnOrder + ")", Archive)]
    [InlineData("one version less", "UPDATE journal_archive SET to_version = to_version - 1 WHERE stream = ("
        + AnOrder + ")", Archive)]
    [InlineData("a row that is gone", "DELETE FROM journal_archive WHERE stream = (" + AnOrder + ")", Gapless)]
    [InlineData("a row that is gone", "DELETE FROM journal_archive WHERE stream = (" + AnOrder + ")", Chain)]
    [InlineData("an entry in both places", "INSERT INTO journal (stream, version, at, events) "
        + "SELECT stream, to_version, 0, '[]' FROM journal_archive WHERE stream = (" + AnOrder + ")", Archive)]
    [InlineData("a stream that ends in the archive", "DELETE FROM journal WHERE version > 1 AND stream = ("
        + AnOrder + ")", Archive)]
    [InlineData("a stream that begins in the archive", "DELETE FROM journal WHERE version = 1 AND stream = ("
        + AnOrder + ")", Gapless)]
    public async Task Damage_to_the_archive_is_found(string what, string sql, string check)
    {
        var (code, text) = await silo.System.Verify(silo.System.DamagedCopy(Guards + sql), "--quiesce", "1s");
        code.ShouldBe(1, $"{what}: {text}");
        text.ShouldContain($"VIOLATION {check}");
    }

    [Fact]
    public async Task A_single_blank_in_an_archived_entry_is_found_by_the_chain_and_by_the_seal()
    {
        var copy = silo.System.DamagedCopy(Guards + "UPDATE outbox SET attempts = attempts; SELECT 1; "
            + "UPDATE schema_version SET name = name");
        Alter(copy, entry => entry with { Events = entry.Events.Replace("[{", "[ {", StringComparison.Ordinal) });
        var (code, text) = await silo.System.Verify(copy, "--quiesce", "1s", "--sealed", silo.Seals);
        code.ShouldBe(1, text);
        text.ShouldContain($"VIOLATION {Chain}");
        text.ShouldContain($"VIOLATION {Sealed}");
        text.ShouldNotContain($"VIOLATION {Archive}");
    }

    /// <summary>What a forger would do: unpack a row, change its first entry, pack it again.</summary>
    private static void Alter(string file, Func<ArchivedEntry, ArchivedEntry> change)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"SELECT from_version, to_version, plain_bytes, entries FROM journal_archive WHERE stream = ({AnOrder})";
        List<ArchivedEntry> entries;
        using (var reader = command.ExecuteReader())
        {
            reader.Read().ShouldBeTrue();
            var plain = new byte[reader.GetInt32(2)];
            BrotliDecoder.TryDecompress(reader.GetFieldValue<byte[]>(3), plain, out _).ShouldBeTrue();
            entries = [.. ArchiveFormat.Read(plain, reader.GetInt64(0), reader.GetInt64(1))];
        }
        entries[0] = change(entries[0]);
        var bytes = ArchiveFormat.Write(entries);
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        BrotliEncoder.TryCompress(bytes, packed, out var length).ShouldBeTrue();
        command.CommandText = $"UPDATE journal_archive SET plain_bytes = $1, entries = $2 WHERE stream = ({AnOrder})";
        command.Parameters.AddWithValue("$1", bytes.Length);
        command.Parameters.AddWithValue("$2", packed[..length]);
        command.ExecuteNonQuery().ShouldBe(1);
    }
}

/// <summary>A system with orders that were handed over, sealed and then archived.</summary>
public sealed class ArchivedSilo : IAsyncLifetime
{
    public RunningSilo System { get; } = new();

    public string Seals => System.Ledger + ".seals";

    public ArchiveMove Moved { get; private set; }

    public long Appends { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await System.InitializeAsync();
        using var http = new HttpClient
        {
            BaseAddress = new Uri(System.Url),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", "dev-key") },
        };
        var sku = await Sample.NewSku(http, 10);
        var streams = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var order = (await Sample.Accepted(http, sku))["id"];
            (await http.Post($"/v1/orders/{order}/ready-for-pickup", (string?)null)).ShouldBe("200");
            (await http.Post($"/v1/orders/{order}/pickup", (string?)null)).ShouldBe("200");
            streams.AddRange([$"order/demo/{order}", $"payment/demo/{order}.p1", $"posting/demo/{order}"]);
        }
        var (code, text) = await System.Verify(null, "--seal", Seals, "--margin", "0s");
        code.ShouldBe(0, text);
        await using var store = new SqliteJournalStore($"Data Source={System.Database}");
        var all = await ((IJournalStore)store).Read([.. streams.Select(s => new StreamPosition(s, 0))], default);
        Moved = await ((IJournalStore)store).Archives[0].Move(streams, default);
        Moved.Entries.ShouldBeLessThan(all.Count);
        await using var connection = new SqliteConnection($"Data Source={System.Database};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM journal";
        Appends = (long)(await command.ExecuteScalarAsync())! + Moved.Entries;
    }

    public ValueTask DisposeAsync() => System.DisposeAsync();
}

/// <summary>The same where the journal is on two PostgreSQL databases and the silo archives by itself.</summary>
[Collection("a silo at a time")]
public sealed class Postgres_archive_specs
{
    [Fact]
    public async Task Orders_on_two_shards_are_archived_verified_and_their_damage_found()
    {
        Assert.SkipUnless(RetailActors.Retail.Cluster.PostgreSqlServer.Installed,
            RetailActors.Retail.Cluster.PostgreSqlServer.NotInstalled);
        await using var server = await RetailActors.Retail.Cluster.PostgreSqlServer.Create();
        string[] databases = [await server.CreateDatabase("home"), await server.CreateDatabase("second")];
        await using var silo = new RunningSilo
        {
            Settings =
            [
                "--Storage:Provider=PostgreSql", $"--Storage:ConnectionString={databases[0]}",
                "--Storage:Shards:0:Name=second", $"--Storage:Shards:0:ConnectionString={databases[1]}",
                "--Storage:Archive:AfterDays=0", "--Storage:Archive:StreamsPerSecond=1000",
            ],
        };
        await silo.InitializeAsync();
        using var http = new HttpClient
        {
            BaseAddress = new Uri(silo.Url),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", "dev-key") },
        };
        var sku = await Sample.NewSku(http, 20);
        for (var i = 0; i < 12; i++)
        {
            var order = (await Sample.Accepted(http, sku))["id"];
            (await http.Post($"/v1/orders/{order}/ready-for-pickup", (string?)null)).ShouldBe("200");
            (await http.Post($"/v1/orders/{order}/pickup", (string?)null)).ShouldBe("200");
        }
        const string archived = "SELECT count(DISTINCT stream) FROM journal_archive WHERE stream LIKE ";
        await Until.True("orders and postings of both are archived", async () =>
            await Sum(databases, archived + "'order/%'") == 12
            && await Sum(databases, archived + "'posting/%/ord_%'") == 12);
        foreach (var database in databases)
            (await Sum([database], archived + "'%'")).ShouldBeGreaterThan(0);
        Task<(int Code, string Text)> Verify() => RunningSilo.Retail(
            "verify", "--url", silo.Url, "--database", databases[0], "--shard", databases[1], "--quiesce", "10s");
        var (code, text) = await Verify();
        code.ShouldBe(0, text);
        await Sum(databases, """
            ALTER TABLE journal_archive DISABLE TRIGGER journal_archive_is_append_only;
            UPDATE journal_archive SET entries = set_byte(entries, 0, 255) WHERE stream =
              (SELECT min(stream) FROM journal_archive WHERE stream LIKE 'posting/%');
            SELECT count(*) FROM journal_archive
            """);
        (code, text) = await Verify();
        code.ShouldBe(1, text);
        text.ShouldContain("VIOLATION journal: an archived append is there once, between the ends of its stream: 2");
    }

    /// <summary>The last number that the statements give, over all databases.</summary>
    private static async Task<long> Sum(string[] databases, string sql)
    {
        var sum = 0L;
        foreach (var database in databases)
        {
            await using var connection = new Npgsql.NpgsqlConnection($"{database};Pooling=false");
            await connection.OpenAsync();
            await using var command = new Npgsql.NpgsqlCommand(sql, connection);
            sum += (long)(await command.ExecuteScalarAsync())!;
        }
        return sum;
    }
}
