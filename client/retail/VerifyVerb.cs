using System.CommandLine;
using RetailActors.Retail.Verify;

namespace RetailActors.Retail;

/// <summary><c>retail verify</c>: checks the promises of the system from outside.</summary>
internal static class VerifyVerb
{
    public static Command Create(Terminal terminal)
    {
        var url = CommonOptions.Url();
        var key = CommonOptions.Key();
        var json = CommonOptions.Json();
        var database = CommonOptions.Database();
        var shards = CommonOptions.Shards();
        var books = CommonOptions.Books();
        var ledger = new Option<FileInfo?>("--ledger") { Description = "Acknowledged orders, written by flash-sale." };
        var quiesce = CommonOptions.Duration(
            "--quiesce", "How long to wait until no call is owed any more.", TimeSpan.FromSeconds(30));
        var command = new Command("verify", "Checks every promise against HTTP, journal and the books of all systems.")
        {
            url, key, database, shards, books, ledger, quiesce, json,
        };
        command.SetAction((parsed, cancellation) => Verification.Run(
            new VerifyOptions(
                parsed.GetValue(url)!, parsed.GetValue(key)!, parsed.GetValue(database), parsed.GetValue(books),
                parsed.GetValue(ledger), parsed.GetValue(quiesce), parsed.GetValue(json))
            {
                Shards = parsed.GetValue(shards) ?? [],
            },
            terminal, cancellation));
        return command;
    }
}
