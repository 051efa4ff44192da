using System.Text.Json;

namespace RetailActors.Gateway;

/// <summary>The endpoints that get webhooks from us.</summary>
public sealed record EndpointsAnswer(EndpointAnswer[] Items);

/// <summary>An endpoint of a third party.</summary>
/// <param name="Name">As configured.</param>
/// <param name="Host">Of its address; the rest of it may be a secret.</param>
/// <param name="Types">Types of events that it gets.</param>
/// <param name="Status">enabled or disabled.</param>
/// <param name="Reason">gone (it answered 410) or by-hand; when it is disabled.</param>
/// <param name="ChangedAt">Since when it is so.</param>
/// <param name="Waiting">Deliveries that are still tried.</param>
/// <param name="Held">Deliveries that wait until it is enabled.</param>
/// <param name="Dead">Deliveries that were given up.</param>
/// <param name="OldestAt">Since when the oldest of the waiting ones waits.</param>
/// <param name="InFlight">Calls now.</param>
/// <param name="RestsUntil">No calls until then, because the last ones failed.</param>
/// <param name="TakenAt">When it took something last.</param>
/// <param name="Code">Why the last call was in vain.</param>
public sealed record EndpointAnswer(
    string Name, string Host, string[] Types, string Status, string? Reason, DateTimeOffset? ChangedAt, long Waiting,
    long Held, long Dead, DateTimeOffset? OldestAt, int InFlight, DateTimeOffset? RestsUntil, DateTimeOffset? TakenAt,
    string? Code);

/// <summary>Why something is done.</summary>
/// <param name="Reason">For the audit.</param>
public sealed record EndpointDecisionBody(string? Reason);

/// <summary>A page of deliveries to an endpoint.</summary>
/// <param name="Next">Cursor of the next page; missing at the end.</param>
public sealed record DeliveryList(DeliveryAnswer[] Items, string? Next);

/// <summary>One event on its way to an endpoint.</summary>
/// <param name="Id">The webhook-id.</param>
/// <param name="Status">waiting, held, delivered or dead.</param>
/// <param name="Data">type, attempts, since, nextAt and code.</param>
public sealed record DeliveryAnswer(string Id, string Status, DateTimeOffset ChangedAt, JsonElement Data);
