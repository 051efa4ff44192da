using System.Text.Json;
using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>Reads what rows of the directory say; what is not there is null.</summary>
public static class OutcomeRow
{
    /// <summary>A time in the row's data, UTC.</summary>
    public static DateTimeOffset? Time(DirectoryRow row, string name)
    {
        using var data = JsonDocument.Parse(row.Data);
        return data.RootElement.TryGetProperty(name, out var at) && at.TryGetDateTimeOffset(out var time)
            ? time
            : null;
    }

    /// <summary>An exception.</summary>
    public static ExceptionRowData Exception(DirectoryRow row) =>
        JsonSerializer.Deserialize(row.Data, GatewayJson.Default.ExceptionRowData)!;

    /// <summary>A settlement.</summary>
    public static SettlementRowData Settlement(DirectoryRow row) =>
        JsonSerializer.Deserialize(row.Data, GatewayJson.Default.SettlementRowData)!;
}
