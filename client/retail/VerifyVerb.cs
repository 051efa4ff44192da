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
        var database = new Option<string?>("--database")
        {
            Description = "sqlite:FILE or a PostgreSQL connection string; data/retailactors.db when that file exists.",
        };
        var ledger = new Option<FileInfo?>("--ledger") { Description = "Acknowledged orders, written by flash-sale." };
        var quiesce = CommonOptions.Duration(
            "--quiesce", "How long to wait until no call is owed any more.", TimeSpan.FromSeconds(30));
        var sandbox = CommonOptions.Address(
            "--sandbox", "Base address of the stand-ins for outside systems, when another process has them.");
        var command = new Command("verify", "Checks every promise against HTTP, journal and the provider's books.")
        {
            url, key, database, ledger, quiesce, json, sandbox,
        };
        command.SetAction((parsed, cancellation) => Verification.Run(
            new VerifyOptions(
                parsed.GetValue(url)!, parsed.GetValue(key)!, parsed.GetValue(database), parsed.GetValue(ledger),
                parsed.GetValue(quiesce), parsed.GetValue(json), parsed.GetValue(sandbox)),
            terminal, cancellation));
        return command;
    }
}
