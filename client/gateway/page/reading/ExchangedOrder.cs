using System.Collections.Immutable;
using System.Text.Json;
using RetailActors.Orders;

namespace RetailActors.Gateway;

/// <summary>The other order of an exchange.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsNew">It is what the customer has got instead; otherwise it is where the goods came back from.</param>
public sealed record ExchangedOrder(string Id, bool IsNew)
{
    /// <summary>The orders that one was exchanged with, the oldest exchange first; without those that were refused.
    /// </summary>
    public static ImmutableArray<ExchangedOrder> Of(IReadOnlyList<LineageStep> steps, string order)
    {
        var refused = steps.Where(s => s.Step == "refused").Select(s => s.Actor).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. steps.Where(s => s.Step == "requested" && !refused.Contains(s.Actor)
                    && s.Actor.StartsWith("exchange ", StringComparison.Ordinal))
                .Select(s => Of(s.Detail, order)).OfType<ExchangedOrder>(),
        ];
    }

    /// <summary>The other order of an exchange that was asked for; null for its other steps.</summary>
    public static ExchangedOrder? Of(JsonElement requested, string? order) =>
        order is null || !requested.TryGetProperty("newOrder", out var later)
            || !requested.TryGetProperty("command", out var command) ? null
        : later.GetString() == order ? new ExchangedOrder(command.GetProperty("order").GetString()!, false)
        : new ExchangedOrder(later.GetString()!, true);

    private static ExchangedOrder? Of(string detail, string order)
    {
        using var json = JsonDocument.Parse(detail);
        return Of(json.RootElement, order);
    }
}
