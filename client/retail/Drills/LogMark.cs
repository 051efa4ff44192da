using RetailActors.Retail.Cluster;

namespace RetailActors.Retail.Drills;

/// <summary>A place in the log of a process, to count what it says afterwards.</summary>
internal sealed class LogMark(SiloNode node)
{
    private readonly long _from = new FileInfo(node.Log) is { Exists: true } log ? log.Length : 0;

    /// <summary>Lines since then that contain a text.</summary>
    public int Count(string text)
    {
        using var file = new FileStream(node.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = Math.Min(_from, file.Length);
        using var reader = new StreamReader(file);
        var count = 0;
        while (reader.ReadLine() is { } line)
            count += line.Contains(text, StringComparison.Ordinal) ? 1 : 0;
        return count;
    }
}
