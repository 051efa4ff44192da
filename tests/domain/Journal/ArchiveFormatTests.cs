using RetailActors.Journal;

namespace RetailActors.Tests.Journal;

/// <summary>Entries as bytes of the archive.</summary>
public sealed class ArchiveFormatTests
{
    private static readonly DateTimeOffset _at = new DateTimeOffset(2026, 11, 27, 8, 0, 0, TimeSpan.Zero).AddTicks(10);

    private static readonly ArchivedEntry[] _entries =
    [
        new(2, _at, "[{\"e\":\"a\"}]", "00-ab-cd-01", new ChainHash(1, 2)),
        new(3, _at.AddYears(-80), "Größe 日本 \U0001F6D2", null, null),
        new(4, DateTimeOffset.MaxValue.AddTicks(-9), "", "", ChainHash.Zero),
    ];

    [Fact]
    public void Entries_come_back_as_they_were() =>
        ArchiveFormat.Read(ArchiveFormat.Write(_entries), 2, 4).ShouldBe(_entries);

    [Fact]
    public void What_is_on_disk_stays_readable() =>
        // Never change these bytes: archives have been written like that.
        Convert.ToHexString(ArchiveFormat.Write([_entries[0]])).ShouldBe(
            "01" + "0006613D725F2001" + "01" + "00000000000000000000000000000001"
            + "00000000000000000000000000000002" + "0000000B" + "30302D61622D63642D3031" + "0000000B"
            + "5B7B2265223A2261227D5D");

    [Fact]
    public void The_length_is_known_before() =>
        (1 + _entries.Sum(ArchiveFormat.LengthOf)).ShouldBe(ArchiveFormat.Write(_entries).Length);

    [Fact]
    public void Whatever_byte_is_damaged_it_is_refused_or_shows_in_an_entry()
    {
        var bytes = ArchiveFormat.Write(_entries);
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var bit in (byte[])[1, 128])
            {
                var damaged = bytes.ToArray();
                damaged[i] ^= bit;
                IReadOnlyList<ArchivedEntry>? read = null;
                try
                {
                    read = ArchiveFormat.Read(damaged, 2, 4);
                }
                catch (JournalFormatException)
                {
                    continue;
                }
                read.SequenceEqual(_entries).ShouldBeFalse($"byte {i}");
            }
        }
    }

    [Fact]
    public void Bytes_that_were_cut_off_or_added_are_refused()
    {
        var bytes = ArchiveFormat.Write(_entries);
        for (var length = 0; length < bytes.Length; length++)
            Should.Throw<JournalFormatException>(() => ArchiveFormat.Read(bytes.AsSpan(0, length), 2, 4));
        Should.Throw<JournalFormatException>(() => ArchiveFormat.Read([.. bytes, 0], 2, 4));
        Should.Throw<JournalFormatException>(() => ArchiveFormat.Read(bytes, 2, 3));
        Should.Throw<JournalFormatException>(() => ArchiveFormat.Read(bytes, 2, 5));
    }
}
