using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using RetailActors.Retail.Shards;
using Spectre.Console;

namespace RetailActors.Retail;

/// <summary><c>retail shards</c>: on which databases the journal is, and how another one joins.</summary>
internal static class ShardsVerb
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(200);

    public static Command Create(Terminal terminal)
    {
        var (database, shards) = (Home(), CommonOptions.Shards());
        var command = new Command("shards", "Shows the databases that have the journal, and the epochs of placement.")
        {
            database, shards, Activate(terminal),
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var home = await Connect(parsed.GetValue(database), cancellation);
            return await Show(home, parsed.GetValue(shards) ?? [], terminal.Out, cancellation);
        });
        return command;
    }

    private static Command Activate(Terminal terminal)
    {
        var database = Home();
        var names = new Argument<string[]>("NAME")
        {
            Description = "Shards; without a name all that the silos list.", Arity = ArgumentArity.ZeroOrMore,
        };
        var wait = CommonOptions.Duration("--wait", "How long to wait for a silo to do it.", TimeSpan.FromSeconds(60));
        var command = new Command("activate", "Lets new streams be placed on shards that the silos list already.")
        {
            names, database, wait,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var home = await Connect(parsed.GetValue(database), cancellation);
            return await Activate(
                home, parsed.GetValue(names) ?? [], parsed.GetValue(wait), terminal, cancellation);
        });
        return command;
    }

    private static async Task<int> Activate(
        NpgsqlConnection home, string[] names, TimeSpan wait, Terminal terminal, CancellationToken cancellation)
    {
        var book = await Book(home, cancellation);
        var wanted = names.Length == 0
            ? [.. book.Idle]
            : names.Select(name => book.Names.FirstOrDefault(n => n.Value == name) is { Value: not null } known
                ? known.Key
                : throw new CommandFailedException($"No silo lists a shard {name} under Storage:Shards.")).ToArray();
        if (wanted.Length == 0)
        {
            terminal.Out.WriteLine("Nothing to do: every shard that the silos list is active.");
            return Verbs.Green;
        }
        await ShardBook.Want(home, wanted, cancellation);
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(_look, cancellation))
        {
            var now = await Book(home, cancellation);
            if (now.Epochs[^1].Epoch > book.Epochs[^1].Epoch && now.Wanted is null)
            {
                terminal.Out.WriteLine($"Epoch {now.Epochs[^1].Epoch} is active: new streams are placed on "
                    + $"{string.Join(", ", now.Epochs[^1].Shards.Select(now.NameOf))}.");
                return Verbs.Green;
            }
            if (waited.Elapsed > wait)
                throw new CommandFailedException("No silo has done it yet, and the first that can will; "
                    + (now.Wanted?.Problem is { } problem
                        ? $"the last attempt: {problem}"
                        : "it needs a silo that lists all these shards."));
        }
    }

    private static async Task<int> Show(
        NpgsqlConnection home, string[] shards, IAnsiConsole console, CancellationToken cancellation)
    {
        var book = await Book(home, cancellation);
        var looks = new Dictionary<int, (string At, int Epoch, long Streams)>();
        await Add(home);
        foreach (var shard in shards)
        {
            await using var connection = await Connect(shard, cancellation);
            await Add(connection);
        }
        var table = new Table().RoundedBorder().Title($"Journal of installation {book.Installation}");
        table.AddColumn("Shard").AddColumn("Database").AddColumn("State");
        table.AddColumn(new TableColumn("Takes epoch").RightAligned());
        table.AddColumn(new TableColumn("Streams").RightAligned());
        foreach (var (number, name) in book.Names.OrderBy(n => n.Key))
        {
            var looked = looks.TryGetValue(number, out var look);
            table.AddRow(
                Markup.Escape(name), Markup.Escape(looked ? look.At : "not given by --shard"), State(book, number),
                looked ? Number(look.Epoch) : "", looked ? Number(look.Streams) : "");
        }
        console.Write(table);
        foreach (var epoch in book.Epochs)
            console.WriteLine($"Epoch {epoch.Epoch}, active since {epoch.ActiveAt:yyyy-MM-dd HH:mm:ss} UTC: "
                + string.Join(", ", epoch.Shards.Select(book.NameOf)));
        if (book.Wanted is { } wanted)
            console.WriteLine($"Wanted since {wanted.AskedAt:yyyy-MM-dd HH:mm:ss} UTC: "
                + $"{string.Join(", ", wanted.Shards.Select(book.NameOf))}. {wanted.Problem}");
        if (looks.Any(look => book.Placement.AllShards.Contains(look.Key)
            && look.Value.Epoch != book.Epochs[^1].Epoch))
            console.WriteLine("A database takes another epoch than the active one, so its streams wait: an activation "
                + "was interrupted, or a backup was restored. Run: retail shards activate home");
        return Verbs.Green;

        async Task Add(NpgsqlConnection connection)
        {
            var (number, epoch, streams) = await ShardBook.Look(connection, book, cancellation);
            looks[number] = ($"{connection.Host}:{connection.Port}/{connection.Database}", epoch, streams);
        }
    }

    private static string State(ShardBook book, int number) =>
        book.Placement.Shards.Contains(number) ? "[green]active[/]"
        : book.Placement.AllShards.Contains(number) ? "keeps what it has"
        : "[yellow]listed, not active[/]";

    private static Option<string?> Home()
    {
        var database = CommonOptions.Database();
        database.Description = "PostgreSQL connection string of home, the silos' Storage:ConnectionString.";
        database.Required = true;
        return database;
    }

    private static async Task<ShardBook> Book(NpgsqlConnection home, CancellationToken cancellation) =>
        await ShardBook.Read(home, cancellation)
        ?? throw new CommandFailedException("No silo of this version has used this database yet.");

    private static async Task<NpgsqlConnection> Connect(string? database, CancellationToken cancellation)
    {
        NpgsqlConnection connection;
        try
        {
            connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(database) { ApplicationName = "retail shards" }.ConnectionString);
        }
        catch (ArgumentException)
        {
            throw new CommandFailedException("Only a PostgreSQL connection string has shards.");
        }
        await connection.OpenAsync(cancellation);
        return connection;
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
