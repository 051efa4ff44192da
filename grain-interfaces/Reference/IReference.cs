using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;

namespace RetailActors.Reference;

/// <summary>A product that can be ordered. Grain key: <see cref="ReferenceKey"/> of the SKU.</summary>
[Alias("IProduct")]
public interface IProduct : IReference<Product>;

/// <summary>The list price of a SKU. Grain key: <see cref="ReferenceKey"/> of the SKU.</summary>
[Alias("IPrice")]
public interface IPrice : IReference<Price>;

/// <summary>A customer's non-personal master record. Grain key: <see cref="ReferenceKey"/> of the customer
/// id.</summary>
/// <remarks>Several systems may put it. Of each field the one that is trusted most for it wins, whoever comes last;
/// between equals the later one. What it knows is told to the CRM.</remarks>
[Alias("ICustomer")]
public interface ICustomer : IReference<Customer>
{
    /// <summary>Tells what the systems outside do not know yet. Called by the sweeper; harmless at any time.</summary>
    [Alias("Resume")] Task Resume();
}

/// <summary>A store or warehouse. Grain key: <see cref="ReferenceKey"/> of the location id.</summary>
[Alias("ILocation")]
public interface ILocation : IReference<Location>;

/// <summary>Reference data with versions. Throws <see cref="OutcomeUnknownException"/> or <see cref="BusyException"/>.
/// </summary>
public interface IReference<T> : IGrainWithStringKey where T : class
{
    /// <summary>Puts a new version. Idempotent: putting what is there already changes nothing.</summary>
    /// <returns>First that applies: Unchanged, Stale (the version asked for is not the present one), Created, Changed.
    /// </returns>
    [Alias("Put")] Task<PutResult> Put(PutReference<T> command);

    /// <summary>The present version, or null when there is none.</summary>
    [Alias("Read"), ReadOnly] Task<Versioned<T>?> Read();
}

/// <summary>Identifies a reference actor.</summary>
[GenerateSerializer, Immutable, Alias("ReferenceKey")]
public readonly record struct ReferenceKey(Tenant Tenant, string Id)
{
    /// <summary>Reads a key back from its text.</summary>
    public static ReferenceKey Parse(string key) => key.Split('/') is [var t, var id]
        ? new ReferenceKey(new Tenant(t), id)
        : throw new FormatException($"Not a reference key: {key}");

    /// <summary>The grain key: <c>tenant/id</c>.</summary>
    public override string ToString() => $"{Tenant.Value}/{Id}";
}

/// <summary>A product.</summary>
/// <param name="Title">For people.</param>
/// <param name="TaxCode">Tax class, or null to be enriched later.</param>
/// <param name="Active">False: no new orders.</param>
[GenerateSerializer, Immutable, Alias("Product")]
public sealed record Product(string Title, string? TaxCode, bool Active = true);

/// <summary>A list price.</summary>
/// <param name="Amount">Price of one, without tax.</param>
[GenerateSerializer, Immutable, Alias("Price")]
public sealed record Price(Money Amount);

/// <summary>A customer, without personal data: those stay in the CRM.</summary>
/// <param name="Segment">For rules, or null.</param>
/// <param name="Active">False: no new orders.</param>
/// <param name="Sources">Who said so; null in what is put, and in what was put before this was kept.</param>
[GenerateSerializer, Immutable, Alias("Customer")]
public sealed record Customer(string? Segment, bool Active = true, CustomerSources? Sources = null);

/// <summary>Where the fields of a customer come from.</summary>
[GenerateSerializer, Immutable, Alias("CustomerSources")]
public sealed record CustomerSources(FieldSource Segment, FieldSource Active);

/// <summary>Who has said what a field is.</summary>
/// <param name="Client">Name of the client that put it.</param>
/// <param name="At">UTC.</param>
[GenerateSerializer, Immutable, Alias("FieldSource")]
public sealed record FieldSource(string Client, DateTimeOffset At);

/// <summary>What a location is. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LocationKind>))]
public enum LocationKind
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Customers come here.</summary>
    Store,
    /// <summary>They do not.</summary>
    Warehouse,
}

/// <summary>A location.</summary>
/// <param name="Name">For people.</param>
/// <param name="Kind">Store or warehouse.</param>
/// <param name="Priority">Smaller is asked first when a shipment is sourced.</param>
/// <param name="Active">False: no new orders from here.</param>
[GenerateSerializer, Immutable, Alias("Location")]
public sealed record Location(string Name, LocationKind Kind, int Priority = 100, bool Active = true);

/// <summary>A value with its version.</summary>
/// <param name="Value">The content.</param>
/// <param name="Version">1, 2, 3 …; in HTTP the ETag.</param>
/// <param name="ChangedAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("Versioned`1")]
public sealed record Versioned<T>(T Value, long Version, DateTimeOffset ChangedAt) where T : class;

/// <summary>Puts a version.</summary>
/// <param name="Value">The content.</param>
/// <param name="IfVersion">Only if this is the present version (0: only if there is none); null: in any case.</param>
/// <param name="By">Who.</param>
[GenerateSerializer, Immutable, Alias("PutReference`1")]
public sealed record PutReference<T>(T Value, long? IfVersion, Origin By) where T : class;

/// <summary>What came of putting a version.</summary>
[GenerateSerializer, Immutable, Alias("PutResult")]
public abstract record PutResult
{
    private PutResult() { }

    /// <summary>It is there already.</summary>
    [GenerateSerializer, Immutable, Alias("PutResult.Unchanged")]
    public sealed record Unchanged(long Version) : PutResult;
    /// <summary>Somebody else was faster.</summary>
    [GenerateSerializer, Immutable, Alias("PutResult.Stale")]
    public sealed record Stale(long Version) : PutResult;
    /// <summary>First version.</summary>
    [GenerateSerializer, Immutable, Alias("PutResult.Created")]
    public sealed record Created(long Version) : PutResult;
    /// <summary>Next version.</summary>
    [GenerateSerializer, Immutable, Alias("PutResult.Changed")]
    public sealed record Changed(long Version) : PutResult;
}
