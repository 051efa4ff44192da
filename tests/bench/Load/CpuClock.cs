using System.Diagnostics;
using System.Globalization;

namespace RetailActors.Bench.Load;

/// <summary>CPU seconds of this process and of servers beside it, read from <c>/proc</c>.</summary>
public static class CpuClock
{
    // Fixed for programs by the kernel's interface, whatever its internal tick is.
    private const double TicksPerSecond = 100;

    /// <summary>User and system time of this process so far.</summary>
    public static double Own()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>The time of a process and its children, those that have ended included; 0 where there is no such
    /// process.</summary>
    public static double Tree(int pid)
    {
        if (pid == 0 || Stat(pid) is not { } root)
        {
            return 0;
        }
        var ticks = root.Own + root.EndedChildren;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var child) && Stat(child) is { } stat && stat.Parent == pid)
            {
                ticks += stat.Own;
            }
        }
        return ticks / TicksPerSecond;
    }

    private static (int Parent, long Own, long EndedChildren)? Stat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            // The name, in brackets, may itself contain blanks and brackets.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), At(fields, 11) + At(fields, 12),
                At(fields, 13) + At(fields, 14));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended between the listing and the look.
            return null;
        }
    }

    private static long At(string[] fields, int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
}
