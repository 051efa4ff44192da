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
        var seal = new Option<FileInfo?>("--seal")
        {
            Description = "Adds a seal over all appends so far to this file; see --sealed.",
        };
        var proof = new Option<FileInfo?>("--sealed")
        {
            Description = "Proves by this file that no append that it seals was changed or removed.",
        };
        var margin = CommonOptions.Duration(
            "--margin", "What is younger is not sealed yet: clocks differ, and appends may be under way.",
            TimeSpan.FromMinutes(10));
        var command = new Command("verify", "Checks every promise against HTTP, journal and the books of all systems.")
        {
            url, key, database, shards, books, ledger, quiesce, json, seal, proof, margin,
        };
        command.SetAction((parsed, cancellation) => Verification.Run(
            new VerifyOptions(
                parsed.GetValue(url)!, parsed.GetValue(key)!, parsed.GetValue(database), parsed.GetValue(books),
                parsed.GetValue(ledger), parsed.GetValue(quiesce), parsed.GetValue(json))
            {
                Seals = SealOptions.Of(
                    parsed.GetValue(seal), parsed.GetValue(proof), parsed.GetValue(margin)),
                Shards = parsed.GetValue(shards) ?? [],
            },
            terminal, cancellation));
        return command;
    }
}
