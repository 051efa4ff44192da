using System.Text.Json.Serialization;
using RetailActors.Journal;

namespace RetailActors.Settlement;

/// <summary>How the events of settlements stand in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(BatchRow))]
[JsonSerializable(typeof(BatchEvent.Imported))]
[JsonSerializable(typeof(BatchEvent.LinesRead))]
[JsonSerializable(typeof(BatchEvent.RowsRefused))]
[JsonSerializable(typeof(BatchEvent.LinesJudged))]
[JsonSerializable(typeof(BatchEvent.Reconciled))]
[JsonSerializable(typeof(BatchEvent.CasesRaised))]
[JsonSerializable(typeof(BatchEvent.Told))]
[JsonSerializable(typeof(BatchEvent.BankMatched))]
[JsonSerializable(typeof(BatchEvent.BankDiffered))]
[JsonSerializable(typeof(BatchEvent.BankMissed))]
[JsonSerializable(typeof(BatchEvent.LedgerMatched))]
[JsonSerializable(typeof(BatchEvent.LedgerDiffered))]
[JsonSerializable(typeof(BatchEvent.Watched))]
[JsonSerializable(typeof(BatchEvent.PartDecided))]
public sealed partial class BatchJson : JsonSerializerContext;

public static partial class BatchDecider
{
    /// <summary>The events under the names that they have in the journal for ever.</summary>
    public static readonly EventCodec<BatchEvent> Codec = new EventCodec<BatchEvent>()
        .Add("imported", BatchJson.Default.Imported)
        .Add("lines-read", BatchJson.Default.LinesRead)
        .Add("rows-refused", BatchJson.Default.RowsRefused)
        .Add("lines-judged", BatchJson.Default.LinesJudged)
        .Add("reconciled", BatchJson.Default.Reconciled)
        .Add("cases-raised", BatchJson.Default.CasesRaised)
        .Add("told", BatchJson.Default.Told)
        .Add("bank-matched", BatchJson.Default.BankMatched)
        .Add("bank-differed", BatchJson.Default.BankDiffered)
        .Add("bank-missed", BatchJson.Default.BankMissed)
        .Add("ledger-matched", BatchJson.Default.LedgerMatched)
        .Add("ledger-differed", BatchJson.Default.LedgerDiffered)
        .Add("watched", BatchJson.Default.Watched)
        .Add("part-decided", BatchJson.Default.PartDecided);

    /// <summary>All that the journal needs to know of settlements.</summary>
    public static readonly Fold<Batch, BatchEvent> Fold =
        new("settlement", Batch.None, Evolve, Outbox, Index, Codec);
}
