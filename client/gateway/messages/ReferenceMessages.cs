using RetailActors.Reference;

namespace RetailActors.Gateway;

/// <summary>A product.</summary>
/// <param name="Title">For people.</param>
/// <param name="TaxCode">Tax class.</param>
/// <param name="Active">False: no new orders.</param>
public sealed record ProductBody(string Title, string? TaxCode, bool Active = true);

/// <summary>A list price, without tax.</summary>
public sealed record PriceBody(Money Price);

/// <summary>A customer, without personal data: those stay in the CRM.</summary>
public sealed record CustomerBody(string? Segment, bool Active = true);

/// <summary>A location.</summary>
/// <param name="Priority">Smaller is asked first when a shipment is sourced.</param>
public sealed record LocationBody(string Name, LocationKind Kind, int Priority = 100, bool Active = true);

/// <summary>A product with its version.</summary>
public sealed record ProductAnswer(
    Sku Sku, string Title, string? TaxCode, bool Active, long Version, DateTimeOffset ChangedAt);

/// <summary>A price with its version.</summary>
public sealed record PriceAnswer(Sku Sku, Money Price, long Version, DateTimeOffset ChangedAt);

/// <summary>A customer with its version.</summary>
/// <param name="Sources">Which client has said so, and when; of each field the most trusted one survives.</param>
public sealed record CustomerAnswer(
    CustomerId Id, string? Segment, bool Active, long Version, DateTimeOffset ChangedAt,
    CustomerSourcesAnswer? Sources = null);

/// <summary>Where the fields of a customer come from.</summary>
public sealed record CustomerSourcesAnswer(FieldSourceAnswer Segment, FieldSourceAnswer Active);

/// <summary>Which client has put a field, and when.</summary>
public sealed record FieldSourceAnswer(string Client, DateTimeOffset At);

/// <summary>A location with its version.</summary>
public sealed record LocationAnswer(
    LocationId Id, string Name, LocationKind Kind, int Priority, bool Active, long Version, DateTimeOffset ChangedAt);

/// <summary>A page.</summary>
/// <param name="Next">Send it as cursor to get the next page; not there on the last one.</param>
public sealed record Page<T>(T[] Items, string? Next);
