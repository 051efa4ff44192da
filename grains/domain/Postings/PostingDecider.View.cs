using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Postings;

/// <summary>What a list of postings shows.</summary>
/// <param name="Since">Since when the oldest document that the status is about waits, UTC: in
/// <see cref="PostingDecider.ErpFailed"/> the oldest ERP document that is not done. Null when done.</param>
/// <param name="Open">Documents that are still to be posted.</param>
/// <param name="Failed">Documents that wait for a decision.</param>
/// <param name="Channel">Of the order; null for customers.</param>
/// <param name="Accounts">Documents not done, by account.</param>
/// <param name="Failure">The failed document that the status is about, and why: <c>invoice: period-closed</c>; null in
/// every other status, and in rows of versions before.</param>
public sealed record PostingRow(
    DateTimeOffset? Since, int Open, int Failed, string? Channel, ImmutableSortedDictionary<string, int> Accounts,
    string? Failure = null);

/// <summary>The events of a posting as they stand in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(PostingRow))]
[JsonSerializable(typeof(PostingEvent.StepsRecorded))]
[JsonSerializable(typeof(PostingEvent.Submitted))]
[JsonSerializable(typeof(PostingEvent.Posted), TypeInfoPropertyName = "PostedEvent")]
[JsonSerializable(typeof(PostingEvent.AnswerLost))]
[JsonSerializable(typeof(PostingEvent.FoundNotDone))]
[JsonSerializable(typeof(PostingEvent.Postponed))]
[JsonSerializable(typeof(PostingEvent.Rejected), TypeInfoPropertyName = "RejectedEvent")]
[JsonSerializable(typeof(PostingEvent.DeadLettered))]
[JsonSerializable(typeof(PostingEvent.Resolved))]
[JsonSerializable(typeof(PostingEvent.ExceptionRaised))]
[JsonSerializable(typeof(PostingEvent.ExceptionCleared))]
public sealed partial class PostingJson : JsonSerializerContext;

public static partial class PostingDecider
{
    /// <summary>Status in the directory: an ERP document waits, and none has failed.</summary>
    public const string AwaitingErp = "awaiting-erp";

    /// <summary>Status in the directory: an ERP document was refused or given up, so the ERP still lacks it.</summary>
    public const string ErpFailed = "exception";

    /// <summary>Status in the directory: the ERP has everything, and another system lacks what failed there.</summary>
    public const string OtherFailed = "failed";

    /// <summary>The events under the names that they have in the journal for ever.</summary>
    public static readonly EventCodec<PostingEvent> Codec = new EventCodec<PostingEvent>()
        .Add("steps-recorded", PostingJson.Default.StepsRecorded)
        .Add("submitted", PostingJson.Default.Submitted)
        .Add("posted", PostingJson.Default.PostedEvent)
        .Add("answer-lost", PostingJson.Default.AnswerLost)
        .Add("found-not-done", PostingJson.Default.FoundNotDone)
        .Add("postponed", PostingJson.Default.Postponed)
        .Add("rejected", PostingJson.Default.RejectedEvent)
        .Add("dead-lettered", PostingJson.Default.DeadLettered)
        .Add("resolved", PostingJson.Default.Resolved)
        .Add("exception-raised", PostingJson.Default.ExceptionRaised)
        .Add("exception-cleared", PostingJson.Default.ExceptionCleared);

    /// <summary>All that the journal needs to know of postings.</summary>
    public static readonly Fold<Posting, PostingEvent> Fold =
        new("posting", Posting.None, Evolve, Outbox, Index, Codec);

    /// <summary>
    /// The row in the directory. First that applies: an ERP document has failed (<c>exception</c>), one waits
    /// (<c>awaiting-erp</c>), another document has failed (<c>failed</c>), another waits (<c>awaiting</c>),
    /// <c>done</c>. Grouped by the channel, or by the account in <c>failed</c>.
    /// </summary>
    /// <remarks>Versions before wrote <c>exception</c> for every failure, grouped by the account; so rows of theirs
    /// are never missing among those that await the ERP.</remarks>
    public static IndexRow? Index(Posting posting)
    {
        if (posting.Documents.IsEmpty)
        {
            return null;
        }
        Document? Oldest(Func<Document, bool> which) => posting.Documents.FirstOrDefault(which);
        var erp = Oldest(d => !d.IsDone && PostingPlan.IsErp(d.Kind));
        var erpFailed = Oldest(d => d.IsFailed && PostingPlan.IsErp(d.Kind));
        var failed = erpFailed ?? (erp is null ? Oldest(d => d.IsFailed) : null);
        var oldest = erp ?? failed ?? Oldest(d => d.IsOpen);
        var channel = posting.Order?.Channel.Value;
        var row = new PostingRow(
            oldest?.PlannedAt, posting.Documents.Count(d => d.IsOpen), posting.Documents.Count(d => d.IsFailed),
            channel, posting.Documents.Where(d => !d.IsDone).GroupBy(d => d.Account)
                .ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal),
            failed is null ? null : $"{PostingPlan.Slug(failed.Kind)}: {failed.Code}");
        var status = erpFailed is not null ? ErpFailed
            : erp is not null ? AwaitingErp
            : failed is not null ? OtherFailed
            : oldest is not null ? "awaiting" : "done";
        return new IndexRow(status, (status == OtherFailed ? failed?.Account : channel) ?? "customer",
            JsonSerializer.Serialize(row, PostingJson.Default.PostingRow), row.Since);
    }

    /// <summary>The documents for a reader, or null when nothing was ever recorded.</summary>
    public static PostingView? View(Posting posting, PostingKey key, long version) => posting.Steps.IsEmpty
        ? null
        : new PostingView(key.Subject, [.. posting.Documents.Select(d => ViewOf(posting, d))], version,
            ImmutableArray.CreateRange(posting.Steps, s => s.Step.Id));

    private static DocumentView ViewOf(Posting posting, Document d) => new(
        d.Key, d.Account, d.Kind, d.Step, d.Status, d.Number, d.Attempts, d.PlannedAt, d.DoneAt, d.NotBefore, d.Code,
        d.Corrections, EditsOf(posting, d) is { IsEmpty: false } edits ? edits : null);

    /// <summary>The exception about a failed document.</summary>
    public static ExceptionReport Report(PostingKey key, DeskCall call, DateTimeOffset now)
    {
        var d = call.Document;
        var evidence = $"{d.Account} has not taken {PostingPlan.Slug(d.Kind)} {d.Key} of step {d.Step}: {d.Code}. "
            + $"{d.Detail ?? "It is not known whether it is on record there."} Attempts: {d.Attempts}.";
        var dead = call.Kind == DeadLetterKind;
        return new ExceptionReport(
            call.Kind, $"posting/{key}", d.Key, d.Account, OwnerOf(d.Kind, dead), evidence, now,
            now + (dead ? DeadLetterDeadline : RejectedDeadline),
            [ResolutionKind.Retry, ResolutionKind.Edit, ResolutionKind.Waive]);
    }

    /// <summary>Until when a refused document should have been decided about.</summary>
    public static readonly TimeSpan RejectedDeadline = TimeSpan.FromHours(4);

    /// <summary>Until when a document that was given up should have been decided about.</summary>
    public static readonly TimeSpan DeadLetterDeadline = TimeSpan.FromHours(1);

    private static Role OwnerOf(DocumentKind kind, bool dead) => kind switch
    {
        _ when dead => Role.It,
        DocumentKind.PickupNotice or DocumentKind.PickupRevocation or DocumentKind.WarehouseRelease
            or DocumentKind.WarehouseCancellation => Role.Operations,
        DocumentKind.OrderStatus or DocumentKind.CustomerRecord => Role.Service,
        DocumentKind.BusinessEvent => Role.It,
        _ => Role.Finance,
    };
}
