using System.Diagnostics;
using System.Globalization;

namespace RetailActors.Retail.Cluster;

/// <summary>A file system of a fixed size in memory, for what must be able to run full. Mounting needs root.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private const int Chunk = 4096;

    private SmallDisk(string folder) => Folder = folder;

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <summary>Mounts one that belongs to a user.</summary>
    /// <param name="bytes">Its size.</param>
    /// <param name="owner">Name of the user.</param>
    /// <exception cref="CommandFailedException">It is not permitted here.</exception>
    public static async Task<SmallDisk> Mount(long bytes, string owner)
    {
        if (Environment.UserName != "root")
            throw new CommandFailedException("This drill needs root: it mounts a small file system of its own.");
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("retail-disk-").FullName);
        var size = bytes.ToString(CultureInfo.InvariantCulture);
        await Run("mount", "-t", "tmpfs", "-o", $"size={size},mode=0700", "tmpfs", disk.Folder);
        await Run("chown", owner, disk.Folder);
        return disk;
    }

    /// <summary>Takes all that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var chunk = new byte[Chunk];
        try
        {
            while (true)
                file.Write(chunk);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives it back.</summary>
    public void Free() => File.Delete(Ballast);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Run("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new CommandFailedException($"{program} {string.Join(' ', arguments)}: {error.Trim()}");
    }
}
