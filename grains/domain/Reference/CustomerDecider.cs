using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using RetailActors.Journal;
using RetailActors.Postings;

namespace RetailActors.Reference;

/// <summary>Whom to believe about a customer: clients by name, the most trusted first. Whoever is not listed is
/// trusted less than all of them, and as much as anybody else who is not.</summary>
public sealed record CustomerRules(ImmutableArray<string> Segment, ImmutableArray<string> Active)
{
    /// <summary>The last one wins.</summary>
    public static readonly CustomerRules None = new([], []);
}

/// <summary>A customer's record, as the fold of its events.</summary>
/// <param name="Value">Null before the first version.</param>
/// <param name="Version">1 for the first.</param>
/// <param name="ChangedAt">UTC.</param>
/// <param name="Untold">The present version has to be told to the systems outside.</param>
public sealed record CustomerState(Customer? Value, long Version, DateTimeOffset ChangedAt, bool Untold)
{
    /// <summary>Before the first event.</summary>
    public static readonly CustomerState None = new(null, 0, default, false);
}

/// <summary>What has happened to a customer's record.</summary>
public abstract record CustomerEvent
{
    private CustomerEvent() { }

    /// <summary>The next version.</summary>
    /// <param name="Value">What survived, with its sources; those are not in what the first version wrote.</param>
    /// <param name="At">UTC.</param>
    /// <param name="By">Who put it.</param>
    /// <param name="Tells">Somebody outside wants to know; not written when nobody does.</param>
    public sealed record Put(
        Customer Value, DateTimeOffset At, Origin By,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Tells = false) : CustomerEvent;

    /// <summary>Whoever tells the systems outside has taken a version in.</summary>
    public sealed record Told(long Version) : CustomerEvent;
}

/// <summary>JSON of what customers store. Names are part of the journal: add, never rename.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CustomerEvent.Put))]
[JsonSerializable(typeof(CustomerEvent.Told))]
public sealed partial class CustomerJson : JsonSerializerContext;

/// <summary>Customers: versions, and of each field the most trusted source survives. Pure.</summary>
public static class CustomerDecider
{
    /// <summary>The owed call that tells a version.</summary>
    public const string TellCall = "tell";

    /// <summary>All that the journal needs to know of customers.</summary>
    public static readonly Fold<CustomerState, CustomerEvent> Fold = new(
        "customer", CustomerState.None, Evolve, static s => s.Untold ? [new Owed(TellCall)] : [], Index,
        new EventCodec<CustomerEvent>()
            .Add("put", CustomerJson.Default.Put).Add("told", CustomerJson.Default.Told));

    /// <summary>Puts what survives of a version. Results in the order of <see cref="IReference{T}.Put"/>; Unchanged
    /// also when nothing of it survives.</summary>
    /// <param name="s">The customer.</param>
    /// <param name="c">What is put.</param>
    /// <param name="rules">Whom to believe.</param>
    /// <param name="tells">Somebody outside wants to know.</param>
    /// <param name="now">UTC.</param>
    public static (PutResult, CustomerEvent[]) Decide(
        CustomerState s, PutReference<Customer> c, CustomerRules rules, bool tells, DateTimeOffset now)
    {
        var by = new FieldSource(c.By.Client, now.ToUniversalTime());
        var next = s.Value is not { } present
            ? c.Value with { Sources = new CustomerSources(by, by) }
            : Survive(present, c.Value, by, rules);
        if (s.Value is not null && next == s.Value)
            return (new PutResult.Unchanged(s.Version), []);
        if (c.IfVersion is { } asked && asked != s.Version)
            return (new PutResult.Stale(s.Version), []);
        return (s.Version == 0 ? new PutResult.Created(1) : new PutResult.Changed(s.Version + 1),
            [new CustomerEvent.Put(next, now.ToUniversalTime(), c.By, tells)]);
    }

    /// <summary>Records that a version was told; a later one may have come meanwhile.</summary>
    public static CustomerEvent[] Told(CustomerState s, long version) =>
        s.Untold && s.Version == version ? [new CustomerEvent.Told(version)] : [];

    /// <summary>What has to be told, or null.</summary>
    public static Step.CustomerChanged? StepOf(CustomerState s, CustomerId id) =>
        s is { Untold: true, Value: { } value }
            ? new Step.CustomerChanged($"changed:{s.Version}", s.ChangedAt, id, s.Version, value.Segment, value.Active)
            : null;

    /// <summary>What <see cref="IReference{T}.Read"/> answers.</summary>
    public static Versioned<Customer>? View(CustomerState s) =>
        s.Value is { } value ? new Versioned<Customer>(value, s.Version, s.ChangedAt) : null;

    private static CustomerState Evolve(CustomerState s, CustomerEvent e) => e switch
    {
        CustomerEvent.Put p => new CustomerState(p.Value, s.Version + 1, p.At, p.Tells),
        CustomerEvent.Told => s with { Untold = false },
        _ => throw new UnreachableException(),
    };

    private static IndexRow? Index(CustomerState s) => s.Value is not { } value ? null : new IndexRow(
        value.Active ? "active" : "inactive", "customer",
        JsonSerializer.Serialize(value, ReferenceJson.Default.Customer));

    private static Customer Survive(Customer present, Customer put, FieldSource by, CustomerRules rules)
    {
        var (segment, active) = (present.Sources?.Segment, present.Sources?.Active);
        var takesSegment = Wins(by, segment, rules.Segment, present.Segment == put.Segment);
        var takesActive = Wins(by, active, rules.Active, present.Active == put.Active);
        if (!takesSegment && !takesActive)
            return present;
        return new Customer(
            takesSegment ? put.Segment : present.Segment, takesActive ? put.Active : present.Active,
            new CustomerSources(
                takesSegment ? by : segment ?? Unknown(by), takesActive ? by : active ?? Unknown(by)));
    }

    /// <summary>A value that is there already is only taken over by somebody who is trusted more: then nobody who is
    /// trusted less can change it any more.</summary>
    private static bool Wins(FieldSource by, FieldSource? known, ImmutableArray<string> trusted, bool isSame)
    {
        var (mine, theirs) = (Rank(by.Client, trusted), known is null ? int.MaxValue : Rank(known.Client, trusted));
        return isSame ? mine < theirs : mine <= theirs;
    }

    private static int Rank(string client, ImmutableArray<string> trusted) =>
        trusted.IndexOf(client) is >= 0 and var at ? at : int.MaxValue;

    private static FieldSource Unknown(FieldSource by) => new("unknown", by.At);
}
