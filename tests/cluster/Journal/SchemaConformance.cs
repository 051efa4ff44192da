using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Journal;

/// <summary>How every store brings its schema up to date.</summary>
public abstract class SchemaConformance(TestDatabase database) : StoreTests(database)
{
    /// <summary>How many scripts there are for a database; they are numbered without a gap.</summary>
    private static readonly int Scripts = typeof(JournalOptions).Assembly.GetManifestResourceNames()
        .Count(name => name.Contains(".schema.postgres."));

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        await Write(Append("stock/acme/a@x", 1));
        await Store.Migrate(Cancel);
        (await Versions("stock/acme/a@x")).ShouldBe([1]);
        (await Database.Count("SELECT count(*) FROM schema_version")).ShouldBe(Scripts);
    }

    [Fact]
    public async Task Silos_that_start_at_once_migrate_one_after_the_other()
    {
        await Database.DisposeAsync();
        await Database.Create();
        var stores = Enumerable.Range(0, 6).Select(_ => Database.Options.Open()).ToArray();
        await Task.WhenAll(stores.Select(store => Task.Run(() => store.Migrate(Cancel))));
        (await Database.Count("SELECT count(*) FROM schema_version")).ShouldBe(Scripts);
        foreach (var store in stores)
            await ((IAsyncDisposable)store).DisposeAsync();
    }

    [Fact]
    public async Task A_newer_schema_stops_the_start_with_one_clear_line()
    {
        await Database.Execute("INSERT INTO schema_version (version, name) VALUES (99, '099_future.sql')");
        var refused = await Should.ThrowAsync<SchemaException>(() => Store.Migrate(Cancel));
        refused.Message.ShouldBe(
            $"The database has schema version 99, this program knows {Scripts}: start a newer one.");
    }

    [Fact]
    public async Task Rows_of_versions_before_say_whether_the_ERP_lacks_a_document_as_far_as_exceptions_tell()
    {
        await Index("posting", "late", "exception", "erp", """{"channel":"web"}""");
        await Index("posting", "both", "exception", "erp", """{"channel":"shop"}""");
        await Index("posting", "told", "exception", "events", """{"channel":"web"}""");
        await Index("posting", "elsewhere", "exception", "crm", "{}");
        await Raised("late", "invoice", "dead-letter");
        await Raised("both", "payment", "open");
        await Raised("both", "business-event", "open");
        await Raised("told", "business-event", "open");
        await Raised("told", "payment", "resolved");
        await Database.Execute("DELETE FROM schema_version WHERE version = 9");
        await Store.Migrate(Cancel);
        var rows = (await Store.List("acme", new DirectoryQuery("posting", null, null, null, 10), Cancel)).Rows;
        rows.Select(r => (r.Key, r.Status, r.Group)).ShouldBe([
            ("both", "exception", "shop"), ("elsewhere", "exception", "customer"), ("late", "exception", "web"),
            ("told", "failed", "events")]);

        Task Raised(string subject, string document, string status) => Index(
            "exception", $"exc-{subject}-{document}", status, "erp", $$"""
            {"kind":"posting-rejected","entity":"posting/acme/{{subject}}","part":"acme:{{document}}:{{subject}}:1"}
            """);

        async Task Index(string kind, string key, string status, string group, string data) => (await Write(
            Append($"{kind}/acme/{key}", 1) with { Index = new(kind, key, status, group, data, Noon) })).ShouldBeTrue();
    }

    [Fact]
    public async Task Every_statement_that_Orleans_asks_for_is_there()
    {
        string[] keys =
        [
            "WriteToStorageKey", "ReadFromStorageKey", "ClearStorageKey", "DeleteStorageKey",
            "UpdateIAmAlivetimeKey", "InsertMembershipVersionKey", "InsertMembershipKey", "UpdateMembershipKey",
            "MembershipReadRowKey", "MembershipReadAllKey", "DeleteMembershipTableEntriesKey", "GatewaysQueryKey",
            "CleanupDefunctSiloEntriesKey", "UpsertReminderRowKey", "ReadReminderRowsKey", "ReadReminderRowKey",
            "ReadRangeRows1Key", "ReadRangeRows2Key", "DeleteReminderRowKey", "DeleteReminderRowsKey",
        ];
        foreach (var key in keys)
            (await Database.Count($"SELECT count(*) FROM OrleansQuery WHERE QueryKey = '{key}'")).ShouldBe(1, key);
    }
}

public sealed class SchemaOnPostgreSql(PostgreSqlFixture fixture) : SchemaConformance(new PostgreSqlDatabase(fixture));

public sealed class SchemaOnSqlite() : SchemaConformance(new SqliteDatabase());
