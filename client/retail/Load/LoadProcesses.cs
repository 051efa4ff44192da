using System.Diagnostics;
using System.Text.Json;

namespace RetailActors.Retail.Load;

/// <summary>Everything that a load has found, put together as it comes in from its processes.</summary>
internal sealed class LoadWatch(LoadPlan plan)
{
    private readonly Lock _gate = new();
    private readonly Findings _found = new();
    private readonly int[] _inFlight = new int[plan.Processes];
    private readonly double[] _cpu = new double[plan.Processes];

    /// <summary>When the load began; ahead of now while it is prepared.</summary>
    public DateTimeOffset Start { get; } = DateTimeOffset.UtcNow + TimeSpan.FromMilliseconds(300);

    public TimeSpan Elapsed => DateTimeOffset.UtcNow - Start is { Ticks: > 0 } since ? since : TimeSpan.Zero;

    public int InFlight => _inFlight.Sum();

    /// <summary>CPU time of the tester; when it is near the length of the load, the tester is the limit.</summary>
    public TimeSpan Cpu => TimeSpan.FromSeconds(_cpu.Sum());

    public void Take(int part, Findings found, int inFlight, double cpuSeconds)
    {
        lock (_gate)
        {
            _found.Add(found);
            (_inFlight[part], _cpu[part]) = (inFlight, cpuSeconds);
        }
    }

    /// <summary>Looks at what was found so far while nothing is added to it.</summary>
    public T Read<T>(Func<Findings, T> look)
    {
        lock (_gate)
            return look(_found);
    }
}

/// <summary>Runs all parts of a load: the only one in this process, several in processes of their own.</summary>
internal static class LoadProcesses
{
    public static async Task<LoadWatch> Begin(
        LoadPlan plan, Action<LoadWatch, Task> begun, CancellationToken cancellation)
    {
        if (plan.Processes == 1)
        {
            var (only, before) = (new LoadWatch(plan), Environment.CpuUsage.TotalTime);
            begun(only, new LoadPart(plan, 0).Run(
                only.Start,
                (found, inFlight) => only.Take(
                    0, found, inFlight, (Environment.CpuUsage.TotalTime - before).TotalSeconds),
                cancellation));
            return only;
        }
        var children = new Process[plan.Processes];
        try
        {
            for (var i = 0; i < children.Length; i++)
                children[i] = Launch(plan, i);
            foreach (var child in children)
                await Next(child, cancellation);
            var watch = new LoadWatch(plan);
            begun(watch, All(watch, children, cancellation));
            return watch;
        }
        catch
        {
            End(children);
            throw;
        }
    }

    private static async Task All(LoadWatch watch, Process[] children, CancellationToken cancellation)
    {
        try
        {
            foreach (var child in children)
                await child.StandardInput.WriteLineAsync(JsonSerializer.Serialize(watch.Start));
            await Task.WhenAll(children.Select((child, part) => Listen(watch, child, part, cancellation)));
        }
        finally
        {
            End(children);
        }
    }

    private static async Task Listen(LoadWatch watch, Process child, int part, CancellationToken cancellation)
    {
        for (PartLine line; !(line = await Next(child, cancellation)).Ended;)
            watch.Take(part, Wire.Findings(line), line.InFlight, line.CpuSeconds);
    }

    private static async Task<PartLine> Next(Process child, CancellationToken cancellation) =>
        await child.StandardOutput.ReadLineAsync(cancellation) is { } line
            ? Wire.Read(line)
            : throw new CommandFailedException(
                "A process of the load ended early: "
                + (await child.StandardError.ReadToEndAsync(cancellation)).Trim());

    private static Process Launch(LoadPlan plan, int part)
    {
        var start = new ProcessStartInfo(Host())
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(LoadProcesses).Assembly.Location);
        start.ArgumentList.Add("load-part");
        // A heap for each core would take memory and cores from what is measured.
        start.Environment["DOTNET_gcServer"] = "0";
        var child = Process.Start(start)!;
        child.StandardInput.AutoFlush = true;
        child.StandardInput.WriteLine(JsonSerializer.Serialize(plan));
        child.StandardInput.WriteLine(part);
        return child;
    }

    /// <summary>This program is a library for <c>dotnet</c>; what hosts it in tests is not <c>dotnet</c>.</summary>
    private static string Host() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    private static void End(Process?[] children)
    {
        foreach (var child in children.OfType<Process>())
        {
            if (!child.HasExited)
                child.Kill();
            child.Dispose();
        }
    }
}
