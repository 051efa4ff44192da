namespace RetailActors.Tests.Retail;

/// <summary>What the command line says to mistakes: one line each, exit code 2, never a stack trace.</summary>
public sealed class Usage_specs
{
    [Theory]
    [InlineData("no-such-verb")]
    [InlineData("flash-sale", "--buyers", "0")]
    [InlineData("flash-sale", "--stock", "many")]
    [InlineData("flash-sale", "--concurrency", "1.5")]
    [InlineData("flash-sale", "--url", "ftp://somewhere")]
    [InlineData("flash-sale", "--sku", "../etc")]
    [InlineData("flash-sale", "--retry-for", "soon")]
    [InlineData("flash-sale", "--lines")]
    [InlineData("verify", "--quiesce", "2 weeks")]
    [InlineData("verify", "--books", "somewhere")]
    [InlineData("day", "--orders", "19")]
    [InlineData("day", "--orders", "2001")]
    [InlineData("day", "--duration", "9s")]
    [InlineData("day", "--duration", "11m")]
    [InlineData("day", "--seed", "-1")]
    [InlineData("load", "--rate", "0")]
    [InlineData("load", "--rate", "10", "--callers", "2")]
    [InlineData("load", "--ramp", "60s:500")]
    [InlineData("load", "--mix", "order")]
    [InlineData("load", "--lines", "5-1")]
    [InlineData("load", "--for", "5s", "--warm-up", "5s")]
    [InlineData("load", "--for", "9h")]
    [InlineData("load", "--max-p99", "fast")]
    [InlineData("load", "--max-error-rate", "101")]
    [InlineData("load", "--callers", "2", "--processes", "3")]
    [InlineData("trace")]
    [InlineData("trace", "not/an/id")]
    [InlineData("worklist", "one", "two")]
    [InlineData("shards")]
    [InlineData("shards", "--database", "nonsense")]
    [InlineData("shards", "activate", "eu-2")]
    [InlineData("cluster", "up", "2", "--shards", "5")]
    [InlineData("cluster", "up", "2", "--gateways", "5")]
    [InlineData("cluster", "up", "2", "--gateways", "2")]
    [InlineData("drill", "shard-stop", "--shards", "0")]
    [InlineData("drill", "no-such-drill")]
    [InlineData("drill", "database-lost-reply", "--database", "sqlite")]
    [InlineData("drill", "gateway-kill", "--database", "sqlite")]
    [InlineData("drill", "database-stop", "--database", "Host=127.0.0.1;Port=1")]
    [InlineData("drill", "mixed-versions")]
    [InlineData("drill", "mixed-versions", "--old-silo", "/nowhere/RetailActors.Silo.dll")]
    public async Task A_mistake_in_the_arguments_is_named_and_ends_with_2(params string[] args)
    {
        var (code, text) = await RunningSilo.Retail(args);
        code.ShouldBe(2);
        text.ShouldContain("retail: ");
        text.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("flash-sale")]
    [InlineData("day")]
    [InlineData("verify")]
    [InlineData("worklist")]
    [InlineData("load")]
    [InlineData("trace", "ord_1")]
    public async Task A_system_that_is_not_there_is_said_so_in_one_line(params string[] args)
    {
        var (code, text) = await RunningSilo.Retail([.. args, "--url", "http://127.0.0.1:1"]);
        code.ShouldBe(2);
        text.Trim().ReplaceLineEndings("\n").ShouldNotContain("\n");
        text.ShouldContain("Cannot reach http://127.0.0.1:1/");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("flash-sale", "--help")]
    [InlineData("verify", "--help")]
    [InlineData("day", "--help")]
    [InlineData("load", "--help")]
    [InlineData("shards", "--help")]
    [InlineData("shards", "activate", "--help")]
    public async Task Help_ends_with_0(params string[] args)
    {
        var (code, text) = await RunningSilo.Retail(args);
        code.ShouldBe(0);
        text.ShouldContain("Usage:");
    }
}
