using System.Text.Json;
using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>A row of a worklist, in words.</summary>
/// <param name="Key">Id of the entity.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Group">Channel, provider, account.</param>
/// <param name="Since">Since when it waits, UTC.</param>
/// <param name="Detail">What is known.</param>
/// <param name="Address">The page that says more, or null.</param>
/// <param name="Owner">For exceptions: who decides.</param>
/// <param name="Assignee">For exceptions: who works on it, or null.</param>
/// <param name="Deadline">For exceptions: until when, UTC.</param>
/// <param name="What">For exceptions: what has gone wrong.</param>
public sealed record WaitingItem(
    string Key, string Status, string Group, DateTimeOffset Since, string Detail, string? Address,
    Role Owner = Role.Unknown, string? Assignee = null, DateTimeOffset? Deadline = null,
    string What = "")
{
    /// <summary>Puts a row of the directory into words.</summary>
    public static WaitingItem Of(Worklist worklist, WaitingRow row)
    {
        using var document = JsonDocument.Parse(row.Row.Data);
        var (data, key) = (document.RootElement, row.Row.Key);
        var item = new WaitingItem(key, row.Row.Status, row.Row.Group, row.Since, "", null);
        return worklist.Kind switch
        {
            "order" => item with { Detail = Order(data), Address = $"orders/{key}" },
            "posting" => item with { Detail = Documents(data), Address = SubjectOf(key) },
            "inbox" when data.TryGetProperty("channels", out var channels) => item with
            {
                Detail = Feed(data, channels, row.Row.Group),
                Address = $"stock/{Uri.EscapeDataString(key.Split('/')[0])}",
            },
            "inbox" => item with { Detail = Message(data) },
            "return" => item with
            {
                Detail = $"{Number(data, "units")} units, {Amount(data)}, order {Text(data, "order")}",
                Address = $"returns/{Uri.EscapeDataString(key)}",
            },
            "settlement-line" => item with
            {
                Detail = $"{Shown.Words(Text(data, "class"))}: {Text(data, "evidence")}",
                Address = LineOf(data),
            },
            "webhook" => item with { Detail = Delivery(data) },
            "exception" => Exception(item, data),
            _ => item,
        };
    }

    /// <summary>The page of what documents are about.</summary>
    public static string? SubjectOf(string subject) => subject.Split(':', 2) switch
    {
        ["settlement", var id] => $"settlements/{id}",
        [var order] when order.StartsWith("ord_", StringComparison.Ordinal) => $"orders/{order}",
        _ => null,
    };

    /// <summary>The page of a journal stream <c>kind/tenant/…</c>.</summary>
    public static string? EntityOf(string stream) => stream.Split('/', 3) switch
    {
        ["posting", _, var subject] => SubjectOf(subject),
        ["order", _, var id] => $"orders/{id}",
        ["payment", _, var id] => $"orders/{id.Split('.')[0]}",
        ["return", _, var id] => $"returns/{Uri.EscapeDataString(id)}",
        ["sla", _, var process] when SlaProcess.Named(process) is { } late => $"worklists/{late.Worklist}",
        ["stock", _, var id] => $"stock/{Uri.EscapeDataString(id.Split('/')[0])}",
        ["settlement", _, var id] => $"settlements/{id}",
        ["settlement-line", _, var id] when id.StartsWith("set_", StringComparison.Ordinal) =>
            $"settlements/{id.Split(':')[0]}",
        ["settlement-line", _, var id] when id.StartsWith("missing:ord_", StringComparison.Ordinal) =>
            $"orders/{id["missing:".Length..].Split('.')[0]}",
        _ => null,
    };

    private static WaitingItem Exception(WaitingItem item, JsonElement data) => item with
    {
        What = Shown.Title(Text(data, "kind")),
        Detail = EntityText(Text(data, "entity")),
        Address = $"exceptions/{item.Key}",
        Owner = Enum.TryParse<Role>(Text(data, "owner"), out var owner) ? owner : Role.Unknown,
        Assignee = Text(data, "assignee") is { Length: > 0 } name ? name : null,
        Deadline = data.TryGetProperty("deadline", out var at) ? at.GetDateTimeOffset() : null,
    };

    private static string EntityText(string stream) => stream.Split('/', 3) is [_, _, var rest] ? rest : stream;

    private static string Documents(JsonElement data) => Text(data, "failure") is { Length: > 0 } failure
        ? $"failed: {failure}; {Accounts(data)}"
        : Accounts(data);

    private static string Accounts(JsonElement data) => data.TryGetProperty("accounts", out var accounts)
        ? string.Join(", ", accounts.EnumerateObject().Select(
            a => $"{a.Name}: {a.Value.GetInt32()} {(a.Value.GetInt32() == 1 ? "document" : "documents")}"))
        : "";

    private static string Order(JsonElement data) => Text(data, "externalId") is { Length: > 0 } id
        && data.TryGetProperty("total", out var total) && total.TryGetInt64(out var minor)
            ? $"{id}, {Shown.Money(new Money(minor, new Currency(Text(data, "currency"))))}"
            : "not decided yet";

    private static string Message(JsonElement data)
    {
        var reason = Text(data, "reason");
        var attempts = Number(data, "attempts");
        return $"{Text(data, "topic")} from {Text(data, "account")}"
            + (attempts > 0 ? $", {attempts} attempts" : "") + (reason.Length > 0 ? $": {Shown.Words(reason)}" : "");
    }

    /// <summary>Of a channel that has not heard what may be sold.</summary>
    private static string Feed(JsonElement data, JsonElement channels, string channel)
    {
        var others = channels.EnumerateArray().Select(c => c.GetString()).Where(c => c != channel).ToList();
        return $"{Number(data, "available")} available, {Number(data, "attempts")} attempts: "
            + Shown.Words(Text(data, "code")) + (others.Count > 0 ? $"; also {string.Join(", ", others)}" : "");
    }

    private static string Delivery(JsonElement data)
    {
        var (attempts, code) = (Number(data, "attempts"), Text(data, "code"));
        return $"{Text(data, "type")}, {attempts} attempts" + (code.Length > 0 ? $": {Shown.Words(code)}" : "");
    }

    private static string? LineOf(JsonElement data) => Text(data, "settlement") is { Length: > 0 } settlement
        ? $"settlements/{settlement}"
        : Text(data, "payment") is { Length: > 0 } payment ? $"orders/{payment.Split('.')[0]}" : null;

    private static string Amount(JsonElement data) =>
        data.TryGetProperty("amount", out var amount) && JsonSerializer.Deserialize(
            amount, GatewayJson.Default.Money) is { Currency.IsKnown: true } money ? Shown.Money(money) : "";

    private static string Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static int Number(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : 0;
}
