using System.Text.Json;

namespace RetailActors.Retail.Load;

/// <summary>What a process of a load says about itself, twice a second and at the end: a line of JSON.</summary>
/// <param name="Ready">It may be started: the first line.</param>
/// <param name="Ended">It has done its part: the last line.</param>
internal sealed record PartLine(
    bool Ready, bool Ended, int InFlight, double CpuSeconds, PartSlice[] Slices, PartAct[] Acts, long Retries,
    long Late);

/// <summary>A <see cref="Slice"/> on its way.</summary>
internal sealed record PartSlice(
    int Second, SortedDictionary<string, long> Answers, long Answered, long[] SinceArrival);

/// <summary><see cref="ActFindings"/> on their way.</summary>
internal sealed record PartAct(
    Act Act, SortedDictionary<string, long> Answers, long[] SinceArrival, long[] SinceSending);

/// <summary>Findings as lines of JSON and back.</summary>
internal static class Wire
{
    public static string Write(Findings findings, bool ready, bool ended, int inFlight, TimeSpan cpu) =>
        JsonSerializer.Serialize(new PartLine(
            ready, ended, inFlight, cpu.TotalSeconds,
            [.. findings.Slices.Select(s => new PartSlice(
                s.Key, s.Value.Answers, s.Value.Answered, Histograms.Pairs(s.Value.SinceArrival)))],
            [.. findings.Acts.Select(a => new PartAct(
                a.Key, a.Value.Answers, Histograms.Pairs(a.Value.SinceArrival),
                Histograms.Pairs(a.Value.SinceSending)))],
            findings.Retries, findings.Late));

    public static PartLine Read(string line) => JsonSerializer.Deserialize<PartLine>(line)
        ?? throw new CommandFailedException("A process of the load said nothing.");

    public static Findings Findings(PartLine line)
    {
        var findings = new Findings { Retries = line.Retries, Late = line.Late };
        foreach (var part in line.Slices)
        {
            var slice = findings.SliceOf(part.Second);
            slice.Answered = part.Answered;
            Histograms.Add(slice.SinceArrival, part.SinceArrival);
            foreach (var (name, count) in part.Answers)
                Load.Findings.Count(slice.Answers, name, count);
        }
        foreach (var part in line.Acts)
        {
            var act = findings.Of(part.Act);
            Histograms.Add(act.SinceArrival, part.SinceArrival);
            Histograms.Add(act.SinceSending, part.SinceSending);
            foreach (var (name, count) in part.Answers)
                Load.Findings.Count(act.Answers, name, count);
        }
        return findings;
    }
}
