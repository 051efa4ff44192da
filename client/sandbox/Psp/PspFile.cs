using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace RetailActors.Sandbox.Psp;

/// <summary>
/// The books on disk: one JSON object per line, only ever appended. Written through to the operating system and not
/// flushed to the disk: the process may die at any time, the machine is not what the sandbox is about.
/// </summary>
internal sealed class PspFile : IDisposable
{
    private const int ReadSize = 1024 * 1024;
    private readonly SafeFileHandle _handle;

    /// <summary>Opens the file for this process alone; an IOException means that another one has it.</summary>
    internal PspFile(string path)
    {
        _handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Length = RandomAccess.GetLength(_handle);
    }

    /// <summary>Where the next line goes.</summary>
    internal long Length { get; private set; }

    internal void Append(ReadOnlySpan<byte> lines)
    {
        RandomAccess.Write(_handle, lines, Length);
        Length += lines.Length;
    }

    internal byte[] Read(long from, long to)
    {
        var bytes = new byte[checked((int)(to - from))];
        var read = 0;
        while (read < bytes.Length)
        {
            var n = RandomAccess.Read(_handle, bytes.AsSpan(read), from + read);
            read += n > 0 ? n : throw new EndOfStreamException("The provider's books are shorter than they were.");
        }
        return bytes;
    }

    internal void Clear()
    {
        RandomAccess.SetLength(_handle, 0);
        Length = 0;
    }

    /// <summary>Reads every line. A last line without an end was being written when the process died, and was never
    /// answered: it is cut off.</summary>
    internal void Load(Action<PspLine, long> each)
    {
        var buffer = new byte[ReadSize];
        var kept = 0;
        var offset = 0L;
        int read;
        while ((read = RandomAccess.Read(_handle, buffer.AsSpan(kept), offset + kept)) > 0)
        {
            var filled = buffer.AsSpan(0, kept + read);
            int end;
            while ((end = filled.IndexOf((byte)'\n')) >= 0)
            {
                each(JsonSerializer.Deserialize(filled[..end], PspJson.Default.PspLine)!, offset);
                filled = filled[(end + 1)..];
                offset += end + 1;
            }
            kept = filled.Length;
            filled.CopyTo(buffer);
        }
        if (offset < Length)
        {
            RandomAccess.SetLength(_handle, offset);
            Length = offset;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
