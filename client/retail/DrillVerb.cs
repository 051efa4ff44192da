using System.CommandLine;
using RetailActors.Retail.Cluster;
using RetailActors.Retail.Drills;

namespace RetailActors.Retail;

/// <summary><c>retail drill NAME|all</c>: a fault under load, with real processes.</summary>
internal static class DrillVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = NameArgument();
        var smoke = new Option<bool>("--smoke") { Description = "Of all drills the short set, with shorter faults." };
        var database = ClusterVerb.DatabaseOption();
        database.DefaultValueFactory = _ => ClusterDatabase.PostgreSql;
        var data = new Option<string>("--data")
        {
            Description = "Folder of logs and report.", DefaultValueFactory = _ => "data/drill",
        };
        var rate = CommonOptions.Count("--rate", "Orders per second.", 25, 1, 1_000);
        var shards = ClusterVerb.ShardsOption();
        var gateways = ClusterVerb.GatewaysOption();
        var set = ClusterVerb.SettingsOption();
        var seconds = SecondsOption();
        var old = OldSiloOption();
        var key = new Option<FileInfo?>("--signing-key")
        {
            Description = "Signs a report with this ECDSA key (PEM); it is made when it is missing. "
                + $"With {DrillBook.Everything} there is always a report.",
        };
        var command = new Command(
            "drill", "Runs a fault under load against a cluster of its own, and proves what held.")
        {
            name, smoke, database, shards, gateways, data, rate, set, seconds, old, key,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var (which, folder) = (parsed.GetValue(name)!, Path.GetFullPath(parsed.GetValue(data)!));
            var signing = parsed.GetValue(key) ?? (which == DrillBook.Everything
                ? new FileInfo(Path.Combine(folder, "drills.key.pem"))
                : null);
            return DrillRun.Run(
                Possible(
                    new DrillOptions(
                        DrillBook.Choose(which, parsed.GetValue(smoke)), parsed.GetValue(database)!, folder,
                        parsed.GetValue(rate), parsed.GetValue(smoke), signing,
                        ClusterVerb.Settings(parsed.GetValue(set)), parsed.GetValue(seconds), parsed.GetValue(old))
                    {
                        Shards = parsed.GetValue(shards), Gateways = parsed.GetValue(gateways),
                    }, which),
                terminal, cancellation);
        });
        return command;
    }

    /// <summary>Who asks for one drill by its name wants it, and is told at once why it cannot be done.</summary>
    private static DrillOptions Possible(DrillOptions options, string which)
    {
        var means = DrillMeans.Here(options);
        return which != DrillBook.Everything && options.Drills is [var drill] && means.Lacking(drill) is { } lacking
            ? throw new CommandFailedException($"{which} cannot be done here: {lacking}.")
            : options;
    }

    private static Argument<string> NameArgument()
    {
        var names = DrillBook.All.Select(d => d.Name).ToArray();
        var name = new Argument<string>("NAME")
        {
            Description = $"A drill, or {DrillBook.Everything}: {string.Join(", ", names)}.",
        };
        name.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && token.Value != DrillBook.Everything && !names.Contains(token.Value))
                result.AddError($"There is no drill '{token.Value}'; see --help.");
        });
        return name;
    }

    private static Option<double?> SecondsOption()
    {
        var seconds = new Option<double?>("--seconds") { Description = "How long a fault lasts, where it lasts." };
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is not (null or (>= 1 and <= 600)))
                result.AddError("--seconds: 1 to 600.");
        });
        return seconds;
    }

    private static Option<FileInfo?> OldSiloOption()
    {
        var old = new Option<FileInfo?>("--old-silo")
        {
            Description = "RetailActors.Silo.dll of an earlier release, for mixed-versions.",
        };
        old.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<FileInfo?>() is { Exists: false } missing)
                result.AddError($"--old-silo: {missing.FullName} is not there.");
        });
        return old;
    }
}
