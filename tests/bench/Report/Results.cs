using System.Text.Encodings.Web;
using System.Text.Json;
using RetailActors.Bench.Orders;
using RetailActors.Bench.Reserve;

namespace RetailActors.Bench.Report;

/// <summary>One measurement of orders with its place in the table.</summary>
/// <param name="Http">Over HTTP, otherwise in process.</param>
/// <param name="Psp">The payment provider: in process, or the sandbox over HTTP.</param>
/// <param name="Lines">1 or 1-10.</param>
/// <param name="Hot">One article.</param>
/// <param name="Mix">With declines, refusals and cancellations.</param>
/// <param name="Database">PostgreSQL or SQLite.</param>
/// <param name="Callers">In a closed loop.</param>
/// <param name="Result">What came of it.</param>
public sealed record OrdersCell(
    bool Http, string Psp, string Lines, bool Hot, bool Mix, string Database, int Callers, OrdersResult Result)
{
    /// <summary>From the options of a measurement.</summary>
    public static OrdersCell From(OrdersOptions o, OrdersResult result) => new(
        o.Http, o.InProcessPsp ? "in process" : "sandbox over HTTP",
        o.Shape.MinLines == o.Shape.MaxLines ? $"{o.Shape.MinLines}" : $"{o.Shape.MinLines}-{o.Shape.MaxLines}",
        o.Shape.Hot, o.Shape.Mix, o.Postgres ? "PostgreSQL" : "SQLite", o.Plan.Callers, result);

    /// <summary>Orders among the calls of a second, whatever became of them.</summary>
    public double Decided(double seconds) => (Result.Load.Counted + Result.Load.Refused) / seconds;
}

/// <summary>All that a run has measured so far; written to disk after each cell.</summary>
public sealed class Results
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; init; } = DateTimeOffset.UtcNow;

    /// <summary>Where.</summary>
    public Machine Machine { get; init; } = Machine.Here();

    /// <summary>Short cells: good for developing, not for quoting.</summary>
    public bool Quick { get; init; }

    /// <summary>Seconds of an orders cell.</summary>
    public double OrdersSeconds { get; init; }

    /// <summary>Seconds of a reservations cell.</summary>
    public double ReserveSeconds { get; init; }

    /// <summary>(a) and (b).</summary>
    public List<ReserveCell> Reserve { get; init; } = [];

    /// <summary>(c).</summary>
    public List<OrdersCell> Orders { get; init; } = [];

    /// <summary>True when every answer agrees with what was stored.</summary>
    public bool Agrees => Reserve.All(c => c.Mismatch == 0) && Orders.All(c => c.Result.Faults.Count == 0);

    /// <summary>Writes results.json, results.md and the plots.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "results.json"), JsonSerializer.Serialize(this, _json) + "\n");
        File.WriteAllText(Path.Combine(folder, "results.md"), Markdown.Of(this));
        Plots.Draw(this, folder);
    }

    /// <summary>Reads results.json back.</summary>
    public static Results Read(string folder) => JsonSerializer.Deserialize<Results>(
        File.ReadAllText(Path.Combine(folder, "results.json")), _json)!;
}
