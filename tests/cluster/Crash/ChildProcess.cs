using System.Diagnostics;
using System.Text;
using RetailActors.Retail.Cluster;

namespace RetailActors.Tests.Crash;

/// <summary>A program of ours as a process of its own, ended by its id.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ChildProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Everything it has printed.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program from where its own project was built, with its own dependencies.</summary>
    /// <param name="program">Project folder and assembly: <c>client/retail:retail.dll</c>.</param>
    /// <param name="arguments">Its command line.</param>
    public static ChildProcess Start(string program, params string[] arguments)
    {
        var (project, file) = program.Split(':') is [var p, var a] ? (p, a) : throw new ArgumentException(program);
        var assembly = ServerPrograms.Find(project, file);
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(assembly),
        };
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // The tests' own settings must not reach the child.
        start.Environment.Remove("ASPNETCORE_URLS");
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>kill -9: no flush, no goodbye.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async Task<int> Exit(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }
}
