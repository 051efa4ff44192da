using System.Collections.Immutable;
using RetailActors.Settlement;

namespace RetailActors.Adapters;

/// <summary>Reads the settlement reports of one shape. Pure; nothing of the shape leaves it.</summary>
public interface IReportReader
{
    /// <summary><c>csv</c> or <c>json</c>.</summary>
    string Format { get; }

    /// <summary>Reads a report; whatever it contains is an answer, never an exception.</summary>
    ReportReading Read(ReadOnlyMemory<byte> content);
}

/// <summary>All shapes that this silo can read.</summary>
public sealed class ReportReaders(IEnumerable<IReportReader> readers)
{
    private readonly IReportReader[] _readers = [.. readers];

    /// <summary>Reads a report by its format.</summary>
    public ReportReading Read(SettlementFile file) =>
        _readers.FirstOrDefault(r => r.Format == file.Format)?.Read(file.Content)
        ?? new ReportReading.Broken("unknown-format", $"Nobody reads {file.Format}.");
}

/// <summary>Collects the rows of a report within its bounds.</summary>
internal sealed class ReportRows
{
    private readonly ImmutableArray<ReportLine>.Builder _lines = ImmutableArray.CreateBuilder<ReportLine>();
    private readonly ImmutableArray<BadRow>.Builder _bad = ImmutableArray.CreateBuilder<BadRow>();

    /// <summary>Why the report cannot be taken as a whole, or null.</summary>
    public ReportReading.Broken? Broken { get; private set; }

    /// <summary>Takes a row; what is wrong with it is thrown as <see cref="RowException"/>.</summary>
    public void Add(int number, Func<ReportLine?> read)
    {
        try
        {
            if (read() is { } line)
            {
                _lines.Add(line);
            }
        }
        catch (RowException e)
        {
            _bad.Add(new BadRow(number, e.Message));
        }
        if (_lines.Count > BatchDecider.MaxLines)
        {
            Broken = new("too-many-lines", $"More than {BatchDecider.MaxLines} lines; send several files.");
        }
        else if (_bad.Count > BatchDecider.MaxBadRows)
        {
            Broken = new("too-many-bad-rows", $"More than {BatchDecider.MaxBadRows} rows cannot be read.");
        }
    }

    /// <summary>All rows and the end of the report.</summary>
    public ReportReading End(Payout payout) =>
        Broken ?? (ReportReading)new ReportReading.Read(_lines.ToImmutable(), _bad.ToImmutable(), payout);
}

/// <summary>A row cannot be read; the message says why and quotes nothing.</summary>
internal sealed class RowException(string message) : Exception(message);
