using System.Collections.Immutable;
using RetailActors.Inventory;
using RetailActors.Orders;

namespace RetailActors.Gateway;

/// <summary>A field that an edit of the exception desk takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">What the form begins with; empty when somebody has to say.</param>
/// <param name="Values">What it can be, for the form to offer; empty when it can be anything.</param>
public sealed record EditableField(string Name, string Value, ImmutableArray<string> Values)
{
    /// <summary>The fields that exceptions of a kind take. Of other kinds it is documents that are edited.</summary>
    public static ImmutableArray<EditableField> Of(string kind) => kind switch
    {
        "stock-discrepancy" => [new(DiscrepancyParts.OnHand, "", [DiscrepancyParts.AsErp])],
        "settlement-mismatch" => [new("accept", "true", ["true"])],
        "units-missing" =>
        [
            new(OrderParts.Resolution, OrderParts.Backorder,
                [OrderParts.ReSource, OrderParts.Backorder, OrderParts.Cancel]),
            new(OrderParts.BackorderDays, $"{OrderParts.StandardBackorderDays}", []),
        ],
        _ => [new("postingDate", "", [])],
    };
}
