using System.Text.Json.Serialization;

namespace RetailActors.Returns;

/// <summary>What becomes of goods that came back. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Disposition>))]
public enum Disposition
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Sellable again: available goes up.</summary>
    Restocked,
    /// <summary>To be looked at first: quality control goes up.</summary>
    ProcessingRequired,
    /// <summary>Not sellable: damaged goes up.</summary>
    NotRestocked,
    /// <summary>Paid back though never received: a claim, no stock.</summary>
    Missing,
}
