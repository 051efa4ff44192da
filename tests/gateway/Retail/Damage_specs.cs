namespace RetailActors.Tests.Retail;

/// <summary>A checker that is always green checks nothing: each kind of damage has to be found and named.</summary>
[Collection("a silo at a time")]
public sealed class Damage_specs(DamagedSilo silo) : IClassFixture<DamagedSilo>
{
    private const string AnOrder = "SELECT min(stream) FROM journal WHERE events LIKE '%\"accepted\"%'";
    private const string Chain = "journal: every hash follows from its append and the one before";
    // Not NULL: in a peak an order may have been taken without a trace.
    private const string AnotherTrace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string APayment = "SELECT min(stream) FROM journal WHERE stream LIKE 'payment/%'";
    private const string TheStock = "stream LIKE 'stock/%HOT-%'";

    [Theory]
    [InlineData("a missing append", "DELETE FROM journal WHERE version = 1 AND stream = (" + AnOrder + ")",
        "journal: versions are gapless from 1")]
    [InlineData("a missing last append", "DELETE FROM journal WHERE version > 1 AND stream = (" + AnOrder + ")",
        "journal: directory rows point at an append")]
    [InlineData("a missing order", "DELETE FROM journal WHERE stream = (" + AnOrder + ")",
        "stock: committed units = open order lines, one by one")]
    [InlineData("an event nobody knows", "UPDATE journal SET events = '[{\"e\":\"mystery\",\"d\":{}}]' WHERE stream = ("
        + AnOrder + ") AND version = 1", "journal: every stream folds without error")]
    [InlineData("fewer units counted",
        "UPDATE journal SET events = replace(events, '\"quantity\":10', '\"quantity\":9') WHERE version = 1 AND "
        + TheStock, "stock: nothing held or allocated beyond available")]
    [InlineData("more units allocated", "UPDATE journal SET events = "
        + "replace(events, '\"quantity\":1}', '\"quantity\":2}') WHERE version = 2 AND " + TheStock,
        "stock: committed = sum over orders, per SKU and location")]
    [InlineData("another amount authorised",
        "UPDATE journal SET events = replace(events, '\"minor\":1999', '\"minor\":1998') WHERE stream = (" + APayment
        + ")", "payments: ours are in the provider's books once")]
    [InlineData("a missing payment", "DELETE FROM journal WHERE stream = (" + APayment + ")",
        "payments: the provider's books are all ours")]
    [InlineData("a missing payment", "DELETE FROM journal WHERE stream = (" + APayment + ")",
        "orders: accepted ones have every tender authorised")]
    [InlineData("another wording", "UPDATE journal SET events = replace(events, '[{', '[ {') WHERE stream = ("
        + AnOrder + ") AND version = 1", Chain)]
    [InlineData("another time", "UPDATE journal SET at = at + 1000000 WHERE stream = (" + AnOrder + ") AND version = 1",
        Chain)]
    [InlineData("another trace", "UPDATE journal SET trace_parent = '" + AnotherTrace + "' WHERE stream = ("
        + AnOrder + ") AND version = 1", Chain)]
    [InlineData("a missing middle", "DELETE FROM journal WHERE version = 2 AND stream = (" + AnOrder + ")", Chain)]
    [InlineData("another hash", "UPDATE journal SET hash = zeroblob(32) WHERE version = 2 AND stream = (" + AnOrder
        + ")", Chain)]
    [InlineData("half a hash", "UPDATE journal SET hash = zeroblob(16) WHERE version = 1 AND stream = (" + AnOrder
        + ")", Chain)]
    [InlineData("no hash in the middle", "UPDATE journal SET hash = NULL WHERE version = 2 AND stream = (" + AnOrder
        + ")", Chain)]
    [InlineData("no hash at all", "UPDATE journal SET hash = NULL WHERE stream = (" + AnOrder + ")", Chain)]
    [InlineData("an invented call", "INSERT INTO outbox (stream, call, tenant, created_at, due_at, attempts) "
        + "SELECT min(stream), 'expire', 'demo', 0, 0, 0 FROM journal WHERE stream LIKE 'order/%'",
        "journal: owed calls stand in the outbox and no others")]
    public async Task Damage_to_the_journal_is_found(string what, string sql, string check)
    {
        var (code, text) = await silo.System.Verify(silo.System.DamagedCopy(sql), "--quiesce", "1s");
        code.ShouldBe(1, $"{what}: {text}");
        text.ShouldContain($"VIOLATION {check}");
    }

    [Fact]
    public async Task The_undamaged_journal_is_green()
    {
        var (code, text) = await silo.System.Verify();
        code.ShouldBe(0, text);
    }

    [Fact]
    public async Task An_acknowledged_order_that_does_not_exist_is_found()
    {
        var ledger = silo.System.Ledger + ".forged";
        await File.WriteAllTextAsync(ledger, "ord_nobody\taccepted\tweb\tnobody-1\n");
        foreach (var args in (string[][])[["--database", $"sqlite:{silo.System.Database}"], []])
        {
            var (code, text) = await RunningSilo.Retail(
                ["verify", "--url", silo.System.Url, "--ledger", ledger, .. args]);
            code.ShouldBe(1, text);
            text.ShouldContain("VIOLATION ledger: acknowledged orders are what was acknowledged");
            text.ShouldContain("ord_nobody");
        }
    }
}

/// <summary>A system after a sale of ten units; its journal is copied and damaged, it itself stays whole.</summary>
public sealed class DamagedSilo : IAsyncLifetime
{
    public RunningSilo System { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await System.InitializeAsync();
        var (code, text) = await System.Sell(10, 30);
        code.ShouldBe(0, text);
    }

    public ValueTask DisposeAsync() => System.DisposeAsync();
}

/// <summary>The provider loses its books: a system of its own, because nothing is right afterwards.</summary>
[Collection("a silo at a time")]
public sealed class Lost_books_specs(DamagedSilo silo) : IClassFixture<DamagedSilo>
{
    [Fact]
    public async Task A_payment_that_is_missing_in_the_books_is_found()
    {
        using var http = new HttpClient { BaseAddress = new Uri(silo.System.Url) };
        (await http.DeleteAsync("/sandbox/psp/books")).EnsureSuccessStatusCode();
        var (code, text) = await silo.System.Verify();
        code.ShouldBe(1, text);
        text.ShouldContain("VIOLATION payments: ours are in the provider's books once");
    }
}

/// <summary>The running system cannot read some of what it has stored: verify lists that and goes on.</summary>
[Collection("a silo at a time")]
public sealed class Unreadable_specs(DamagedSilo silo) : IClassFixture<DamagedSilo>
{
    [Fact]
    public async Task What_the_system_cannot_read_is_a_violation_and_everything_else_is_still_checked()
    {
        const string theStock = "(SELECT min(stream) FROM journal WHERE stream LIKE 'stock/%HOT-%')";
        var text = await Red($"DELETE FROM journal WHERE version = 1 AND stream = {theStock}");
        text.ShouldContain("VIOLATION journal: versions are gapless from 1");
        text.ShouldContain("VIOLATION live: HTTP = state rebuilt from the journal");
        text.ShouldContain("A stored record that this needs cannot be read");

        text = await Red($"UPDATE journal SET events = '[{{' WHERE version = 2 AND stream = {theStock}");
        text.ShouldContain("VIOLATION journal: every stream folds without error");
        text.ShouldContain("payments: ours are in the provider's books once", customMessage: "the rest is checked too");
    }

    private async Task<string> Red(string sql)
    {
        silo.System.Damage(sql);
        await silo.System.Forget();
        var (code, text) = await silo.System.Verify(null, "--quiesce", "1s");
        code.ShouldBe(1, text);
        // Long lines are wrapped.
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
