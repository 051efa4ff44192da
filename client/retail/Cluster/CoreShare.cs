using System.Globalization;

namespace RetailActors.Retail.Cluster;

/// <summary>What silos that share a machine are told of its processors, as the limit of a container would tell them.
/// </summary>
/// <remarks>A process that believes to have all of them keeps a pool of threads and a heap for each, and the threads of
/// all silos look for work on the same processors. Measured in <c>docs/bench/profile.md</c>.</remarks>
public static class CoreShare
{
    /// <summary>Bytes that a silo with one processor makes before the young ones are collected: 128 MiB, in
    /// hexadecimal. With one processor .NET takes the collector of a workstation, which would do so every few
    /// megabytes.</summary>
    private const string YoungBytes = "8000000";

    /// <summary>Variables of the .NET runtime for each silo; none when a silo has the machine to itself.</summary>
    /// <param name="silos">That share it.</param>
    /// <param name="cores">That it has.</param>
    public static IReadOnlyDictionary<string, string> Of(int silos, int cores)
    {
        var told = new Dictionary<string, string>();
        if (silos < 2)
            return told;
        var each = Math.Max(1, cores / silos);
        told["DOTNET_PROCESSOR_COUNT"] = each.ToString(CultureInfo.InvariantCulture);
        if (each == 1)
            told["DOTNET_GCgen0size"] = YoungBytes;
        return told;
    }
}
