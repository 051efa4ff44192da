using System.Buffers.Binary;

namespace RetailActors.Journal;

/// <summary>The 32 bytes of a SHA-256, as a value.</summary>
public readonly record struct ChainHash(UInt128 High, UInt128 Low)
{
    /// <summary>Bytes.</summary>
    public const int Length = 32;

    /// <summary>What stands before the first append of a chain.</summary>
    public static ChainHash Zero => default;

    /// <summary>The hash in these bytes, or null when they are not 32.</summary>
    public static ChainHash? Read(ReadOnlySpan<byte> bytes) => bytes.Length == Length
        ? new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]))
        : null;

    /// <summary>Writes the 32 bytes.</summary>
    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt128BigEndian(to, High);
        BinaryPrimitives.WriteUInt128BigEndian(to[16..], Low);
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        Write(bytes);
        return bytes;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{High:x32}{Low:x32}";
}
