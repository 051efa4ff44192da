using System.Globalization;
using System.Text.Json;
using RetailActors.Events;

namespace RetailActors.Settlement;

/// <summary>What the event stream says about a case. Pure.</summary>
public static class MismatchEvents
{
    /// <summary>Stands for the settlement when no report has brought the money.</summary>
    public const string NoSettlement = "none";

    /// <summary>The event of a case that was raised. Raised again after it had been settled it is another one.
    /// </summary>
    public static BusinessEvent Of(SettlementLineKey key, Case.Raised raised, string? traceParent)
    {
        var r = raised.Report;
        var type = EventType.SettlementMismatched;
        var data = new SettlementMismatchedData(
            r.Provider, r.Settlement ?? NoSettlement, r.Part,
            JsonNamingPolicy.KebabCaseLower.ConvertName(r.Class.ToString()), r.Payment, null, r.Entry?.Amount);
        return BusinessEvent.Of(
            type, key.Tenant,
            string.Create(CultureInfo.InvariantCulture,
                $"{key.Tenant.Value}:{type.Name}:{key.Id}:{raised.At.ToUnixTimeMilliseconds()}"),
            "/settlements", r.Settlement ?? r.Payment?.Value ?? key.Id, raised.At,
            JsonSerializer.Serialize(data, EventJson.Default.SettlementMismatchedData), traceParent);
    }
}
