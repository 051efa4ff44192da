using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace RetailActors.Retail.Verify;

/// <summary>Sixteen bytes instead of a text, where millions have to be remembered and few ever shown.</summary>
internal static class Fingerprint
{
    public static UInt128 Of(string text) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(text.AsSpan()));
}
