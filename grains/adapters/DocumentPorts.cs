using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using RetailActors.Postings;

namespace RetailActors.Adapters;

/// <summary>One document for an account.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Key">Idempotency key in the other system: <c>tenant:kind:subject:seq</c>. Never of the
/// attempt.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Subject">The order's id, or <c>customer:ID</c>.</param>
/// <param name="Order">The order, or null for customers.</param>
/// <param name="Step">The step that caused it; has the amounts.</param>
/// <param name="Numbers">Numbers of this account's documents of this subject so far, by their keys.</param>
/// <param name="Edits">What somebody on the exception desk has changed, by field.</param>
/// <param name="TraceParent">W3C trace parent to send along, or null.</param>
public sealed record DocumentCall(
    Tenant Tenant, string Key, DocumentKind Kind, string Subject, AcceptedOrder? Order, Step Step,
    ImmutableDictionary<string, string> Numbers, ImmutableDictionary<string, string> Edits, string? TraceParent);

/// <summary>One account of an outside system. Whatever the system does is an answer, never an exception.</summary>
/// <remarks>The lane (rate, concurrency, breaker, time-out of an attempt) is around it; it makes one attempt and does
/// not
/// retry. A cancelled token means that the attempt has taken too long: let the exception go.</remarks>
public interface IDocumentAdapter
{
    /// <summary>Sends a document. Safe to repeat when the capability says that the system knows the key.</summary>
    /// <returns>Anything but NotFound.</returns>
    ValueTask<PostingAnswer> Send(DocumentCall call, CancellationToken cancellation);

    /// <summary>Asks what is on record under the key, without doing anything.</summary>
    /// <returns>Posted, NotFound, Unavailable or Lost (cannot tell now).</returns>
    ValueTask<PostingAnswer> LookUp(DocumentCall call, CancellationToken cancellation);
}

/// <summary>How mature the other system's interface is.</summary>
public enum ApiMaturity
{
    /// <summary>Files only.</summary>
    Files,
    /// <summary>A remote procedure interface.</summary>
    Rpc,
    /// <summary>Resources over HTTP.</summary>
    Rest,
    /// <summary>Resources with idempotency keys or external ids of its own.</summary>
    IdempotentRest,
}

/// <summary>What a kind of system can do; enforced, not only described.</summary>
/// <param name="Maturity">Of its interface.</param>
/// <param name="RatePerSecond">Calls that it takes, 0 for no known limit.</param>
/// <param name="Concurrency">Calls in flight that it takes.</param>
/// <param name="BulkSize">Documents in one call; 1 when it has no bulk interface.</param>
/// <param name="KnowsKeys">It recognises our key and never books it twice; else a lost answer is only looked
/// up.</param>
/// <param name="CanLookUp">It can be asked for our key.</param>
/// <param name="Posting">How a document becomes final there: <c>immediate</c> or <c>draft-then-post</c>.</param>
/// <param name="Kinds">The documents that it takes.</param>
/// <param name="TimeoutMs">One attempt.</param>
public sealed record Capability(
    ApiMaturity Maturity, int RatePerSecond, int Concurrency, int BulkSize, bool KnowsKeys, bool CanLookUp,
    string Posting, ImmutableHashSet<DocumentKind> Kinds, int TimeoutMs = 5_000);

/// <summary>What an adapter of one account is opened with.</summary>
/// <param name="Name">The account's name, as configured.</param>
/// <param name="Address">Root of its interface, without a slash at the end; asked at each call, because the sandbox's
/// is known only when this process listens.</param>
/// <param name="Http">Connections, bounded; no retries in it.</param>
/// <param name="Settings">Section <c>Accounts:NAME</c>, for what is particular to the system.</param>
/// <param name="Clock">UTC.</param>
public sealed record AccountContext(
    string Name, Func<Uri> Address, HttpMessageInvoker Http, IConfigurationSection Settings, TimeProvider Clock);

/// <summary>A kind of outside system that accounts can be of. Registered in dependency injection, one per adapter
/// folder; nothing in the core names it.</summary>
public interface ISystemKind
{
    /// <summary>Slug in <c>Accounts:NAME:System</c>: <c>dynamics365</c>, <c>netsuite</c>, <c>shopify</c>, …</summary>
    string System { get; }

    /// <summary>Path of its stand-in under <c>/sandbox</c>: <c>erp-d365</c>.</summary>
    string SandboxPath { get; }

    /// <summary>Its limits and habits; <c>Accounts:NAME</c> can narrow them.</summary>
    Capability Capability { get; }

    /// <summary>Opens an account.</summary>
    IDocumentAdapter Open(AccountContext account);
}

/// <summary>Makes commands out of the messages of one source. Pure: it decides nothing and calls nobody.</summary>
public interface IInboundTranslator
{
    /// <summary>Which messages: <c>shopify</c>, <c>pos</c>, <c>psp</c>, <c>wms</c>.</summary>
    string Source { get; }

    /// <summary>Translates one message.</summary>
    Translation Translate(Channels.InboxMessage message, Channels.InboxKey key);
}

/// <summary>What a message means.</summary>
public abstract record Translation
{
    private Translation() { }

    /// <summary>Commands, in their order.</summary>
    /// <param name="Items">What follows from it.</param>
    /// <param name="NotUnderstood">Why a part of it is kept for a later release, or null.</param>
    /// <param name="Unreadable">Why somebody has to look at a part of it, or null.</param>
    public sealed record Commands(
        ImmutableArray<Channels.InboundCommand> Items, string? NotUnderstood = null, string? Unreadable = null)
        : Translation;

    /// <summary>It means nothing to us: an older version, a topic of no interest.</summary>
    public sealed record Ignored(string Reason) : Translation;

    /// <summary>A type or version that we do not know yet: kept for a later release.</summary>
    public sealed record Unknown(string Reason) : Translation;

    /// <summary>It cannot be read; somebody has to look at it.</summary>
    public sealed record Broken(string Reason) : Translation;
}

/// <summary>A setting of an account is wrong or missing. The message is one line and names the key.</summary>
public sealed class AccountSettingException(string message) : InvalidOperationException(message);

/// <summary>What an account wants to know.</summary>
/// <param name="Name">The account, as configured.</param>
/// <param name="System">Kind of its system.</param>
/// <param name="Kinds">The documents that it gets.</param>
/// <param name="Channel">Only orders of this channel, or null for all.</param>
/// <param name="RatePerSecond">Calls that it takes from all silos together, 0 for no limit.</param>
public sealed record AccountRule(
    string Name, string System, ImmutableHashSet<DocumentKind> Kinds, Channel? Channel = null, int RatePerSecond = 0);

/// <summary>The configured accounts of outside systems, section <c>Accounts</c>.</summary>
public interface IAccounts
{
    /// <summary>What each account wants to know; empty when nobody outside has to learn anything.</summary>
    IReadOnlyList<AccountRule> Rules { get; }

    /// <summary>The account of this name, with its lane around it. For a name that is no longer configured, one that
    /// is
    /// never available: what it is owed stays owed and visible.</summary>
    IDocumentAdapter Get(string name);
}
