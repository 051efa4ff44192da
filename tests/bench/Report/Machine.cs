using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace RetailActors.Bench.Report;

/// <summary>Where and with what a measurement was made.</summary>
public sealed record Machine(
    int Cores, string Processor, double MemoryGiB, string System, string DotNet, string Postgres, string Redis)
{
    /// <summary>This machine.</summary>
    public static Machine Here() => new(
        Environment.ProcessorCount, Value("/proc/cpuinfo", "model name"),
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024.0 / 1024 / 1024, 1),
        $"{RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version}",
        RuntimeInformation.FrameworkDescription, Version("postgres", "--version"),
        Version("redis-server", "--version"));

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Cores} cores ({Processor}), {MemoryGiB} GiB, {System}; {DotNet}; {Postgres}; {Redis}");

    private static string Value(string file, string name) => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?
            .Split(':')[1].Trim() ?? "unknown"
        : "unknown";

    private static string Version(string program, string argument)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, argument) { RedirectStandardOutput = true })!;
            var text = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return text.Replace("postgres (PostgreSQL)", "PostgreSQL", StringComparison.Ordinal)
                .Replace("Redis server v=", "Redis ", StringComparison.Ordinal).Split(" sha=")[0].Split(" (")[0];
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return $"no {program}";
        }
    }
}
