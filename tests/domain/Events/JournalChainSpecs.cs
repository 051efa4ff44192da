using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using RetailActors.Journal;

namespace RetailActors.Tests.Events;

/// <summary>The hash of an append, against its description.</summary>
public sealed class JournalChainSpecs(ITestOutputHelper output)
{
    private static readonly DateTimeOffset _at = new(2026, 11, 27, 8, 0, 0, 123, 456, TimeSpan.Zero);
    private static readonly ChainHash _before = Hash("any");

    [Fact]
    public void It_is_the_sha256_of_what_its_description_says()
    {
        // Long enough for several chunks, with a pair of surrogates across the end of the first.
        var events = new string('a', 1_023) + "😀" + new string('é', 2_000);
        foreach (var trace in (string?[])["00-ab-cd-01", "", null])
        {
            using var bytes = new MemoryStream();
            bytes.WriteByte(1);
            bytes.Write(_before.ToArray());
            Number(bytes, 7);
            Number(bytes, (_at - DateTimeOffset.UnixEpoch).Ticks / 10);
            Text(bytes, "order/demo/ord_1");
            Text(bytes, trace);
            Text(bytes, events);
            JournalChain.Next(_before, "order/demo/ord_1", 7, _at, trace, events)
                .ShouldBe(ChainHash.Read(SHA256.HashData(bytes.ToArray()))!.Value);
        }
    }

    [Fact]
    public void What_is_finer_than_a_microsecond_and_the_zone_do_not_count()
    {
        var hash = JournalChain.Next(_before, "s", 1, _at, null, "[]");
        JournalChain.Next(_before, "s", 1, _at.AddTicks(9), null, "[]").ShouldBe(hash);
        JournalChain.Next(_before, "s", 1, _at.ToOffset(TimeSpan.FromHours(5)), null, "[]").ShouldBe(hash);
        JournalChain.Next(_before, "s", 1, _at.AddTicks(10), null, "[]").ShouldNotBe(hash);
    }

    [Fact]
    public void Whatever_is_moved_or_changed_gives_another_hash() =>
        new[]
        {
            JournalChain.Next(_before, "ab", 1, _at, "c", "d"), JournalChain.Next(_before, "a", 1, _at, "bc", "d"),
            JournalChain.Next(_before, "a", 1, _at, "b", "cd"), JournalChain.Next(_before, "ab", 1, _at, null, "cd"),
            JournalChain.Next(_before, "ab", 1, _at, "", "cd"), JournalChain.Next(_before, "ab", 2, _at, "c", "d"),
            JournalChain.Next(ChainHash.Zero, "ab", 1, _at, "c", "d"),
        }.ShouldBeUnique();

    [Fact]
    public void A_hash_is_its_32_bytes_and_nothing_else()
    {
        ChainHash.Read(_before.ToArray())!.Value.ShouldBe(_before);
        _before.ToString().ShouldBe(Convert.ToHexStringLower(_before.ToArray()));
        ChainHash.Read(new byte[31]).ShouldBeNull();
        ChainHash.Read(new byte[33]).ShouldBeNull();
    }

    /// <summary>No limit is tried here: the figure is for whoever looks at the output.</summary>
    [Fact]
    public void It_allocates_nothing_and_says_what_it_costs()
    {
        foreach (var length in (int[])[200, 2_000, 100_000])
        {
            var events = new string('x', length);
            var hash = JournalChain.Next(_before, "stock/demo/TEE@store-12", 1, _at, null, events);
            var (allocated, began) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            const int times = 200;
            for (var i = 0; i < times; i++)
                hash = JournalChain.Next(hash, "stock/demo/TEE@store-12", i, _at, null, events);
            var took = Stopwatch.GetElapsedTime(began);
            (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBe(0);
            output.WriteLine($"{length} characters: {took.TotalMicroseconds / times:N2} µs");
        }
    }

    private static ChainHash Hash(string text) => ChainHash.Read(SHA256.HashData(Encoding.UTF8.GetBytes(text)))!.Value;

    private static void Number(MemoryStream to, long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        to.Write(bytes);
    }

    private static void Text(MemoryStream to, string? text)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, text is null ? -1 : Encoding.UTF8.GetByteCount(text));
        to.Write(bytes);
        to.Write(Encoding.UTF8.GetBytes(text ?? ""));
    }
}
