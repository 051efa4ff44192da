using System.Security.Cryptography;
using System.Text.Json;
using RetailActors.Channels;

namespace RetailActors.Gateway;

/// <summary>What every webhook goes through, in this order: overload, size, signature, media type, parse, card numbers,
/// personal data; then it is stored, and only then answered.</summary>
public sealed class WebhookFront(WebhookSenders senders, RequestPipeline pipeline)
{
    /// <summary>How long an answer waits for the first attempt to work a message off; it goes on without.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private static readonly Problem _unsigned = new(
        401, "signature-invalid", "The signature is missing, wrong or too old", "Nothing was kept.");

    private static readonly Problem _notJson = new(
        415, "unsupported-media-type", "The body is not JSON", "Send JSON, or CloudEvents in JSON.");

    private readonly Operation _operation =
        new("receiveWebhook", Scopes.None, BodyNeed.Required, false, NotCalled);

    /// <summary>Serves a webhook of Shopify.</summary>
    public Task Shopify(HttpContext http) =>
        pipeline.Serve(http, _operation, call => Admit(call, ShopifySender, Shopify));

    /// <summary>Serves CloudEvents of a source; an event's name comes from the address, or from its type.</summary>
    public Task Events(HttpContext http, string source) => pipeline.Serve(
        http, _operation, call => Admit(call, c => StandardSender(c, source), EventMessage));

    private static ValueTask<Answer> NotCalled(Call call) => throw new InvalidOperationException("The front serves.");

    private static async ValueTask<Answer> Admit(
        Call call, Func<Call, WebhookSender?> verify, Func<Call, WebhookSender, JsonElement, Incoming> read)
    {
        var request = call.Http.Request;
        if (request.ContentLength > RequestBody.MaxBytes || !await RequestBody.Read(request, call.Input))
        {
            return call.Refuse(Problems.TooLarge);
        }
        if (verify(call) is not { } sender)
        {
            return call.Refuse(_unsigned);
        }
        var shopify = sender.Source == "shopify";
        if (!(shopify ? RequestBody.IsJson(request.ContentType) : CloudEvents.IsEvent(request.ContentType)))
        {
            return call.Refuse(_notJson);
        }
        var many = !shopify && CloudEvents.MayBeMany(request.ContentType);
        if (RequestBody.Parse(call.Input.Written, out var document, many) is { } unreadable)
        {
            return call.Refuse(unreadable);
        }
        using (document)
        {
            return await Store(call, sender, document!.RootElement, read);
        }
    }

    private static ValueTask<Answer> Store(
        Call call, WebhookSender sender, JsonElement root, Func<Call, WebhookSender, JsonElement, Incoming> read)
    {
        // Shopify's own ids are long numbers, and one in some hundreds of them could be a card's.
        Func<JsonProperty, bool>? skip = sender.Source == "shopify" ? IsShopifysId : null;
        RequestBody.FindCardNumbers(call.Input.Written, root, call.Faults, skip);
        if (call.Faults.Any)
        {
            return new(call.RefuseInvalid());
        }
        var incoming = read(call, sender, root);
        return incoming.Wrong is { } wrong
            ? new(call.Refuse(new Problem(400, "invalid-event", "The event cannot be read", wrong)))
            : Store(call, incoming.Key!.Value, incoming.Message!);
    }

    private static async ValueTask<Answer> Store(Call call, InboxKey key, InboxMessage message)
    {
        var result = await call.Cluster.Ask<IInbox, InboxResult>(key.ToString(), inbox => inbox.Receive(message));
        if (result != InboxResult.Received)
        {
            return Say(call, 200, result == InboxResult.AlreadyReceived ? "already-received" : "received-differently");
        }
        var view = await Look(call, key);
        // What it is about is not here yet: the sender may know that it came early.
        var early = view is { Status: "parked", Reason: "unknown-order" or "unknown-payment" or "unknown-return" };
        return Say(call, early ? 202 : 200, early ? "parked" : "received");
    }

    private static async ValueTask<InboxView?> Look(Call call, InboxKey key)
    {
        try
        {
            return await call.Cluster.Try<IInbox, InboxView?>(
                key.ToString(), inbox => inbox.Settled(Patience), 2 * Patience);
        }
        catch (Exception e) when (e is RecordUnreadableException || Cluster.IsUnavailable(e))
        {
            // It is stored, and that is what the answer says.
            return null;
        }
    }

    private static Answer Say(Call call, int status, string what)
    {
        using var json = new Utf8JsonWriter(call.Output);
        json.WriteStartObject();
        json.WriteString("status"u8, what);
        json.WriteEndObject();
        json.Flush();
        return new Answer(status, "application/json");
    }

    private WebhookSender? ShopifySender(Call call)
    {
        var headers = call.Http.Request.Headers;
        return headers["X-Shopify-Shop-Domain"] is [{ Length: > 0 } shop]
            ? senders.Of("shopify", shop).FirstOrDefault(
                s => Signatures.IsShopifys(headers["X-Shopify-Hmac-Sha256"], call.Input.Written.Span, s))
            : null;
    }

    private WebhookSender? StandardSender(Call call, string source)
    {
        var headers = call.Http.Request.Headers;
        return Signatures.IsTimely(headers, call.Now)
            ? senders.Of(source, null).FirstOrDefault(
                s => Signatures.IsStandard(headers, call.Input.Written.Span, s))
            : null;
    }

    private static Incoming Shopify(Call call, WebhookSender sender, JsonElement root)
    {
        var values = call.Http.Request.RouteValues;
        var topic = $"{values["resource"]}/{values["action"]}";
        var headers = call.Http.Request.Headers;
        var hash = Hash(call.Input.Written.Span);
        var id = headers["X-Shopify-Event-Id"].ToString() is { Length: > 0 } e ? e
            : headers["X-Shopify-Webhook-Id"].ToString() is { Length: > 0 } w ? w : hash;
        DateTimeOffset? at = PlainText.TryTime(headers["X-Shopify-Triggered-At"].ToString(), out var t) ? t : null;
        // One event of a shop is told under several topics, with one id.
        var key = new InboxKey(sender.Tenant, sender.Source, Usable($"{topic.Replace('/', '.')}:{id}"));
        return new Incoming(key, new InboxMessage(
            sender.Source, topic, sender.Account, PersonalData.Remove(root), hash, call.Now, at), null);
    }

    private static Incoming EventMessage(Call call, WebhookSender sender, JsonElement root)
    {
        if (CloudEvents.Read(call.Http.Request, root, out var stored) is { } wrong)
        {
            return new Incoming(null, null, wrong);
        }
        var topic = call.Http.Request.RouteValues["event"] as string
            ?? CloudEvents.Attribute(stored, "type") ?? "batch";
        DateTimeOffset? at = CloudEvents.Attribute(stored, "time") is { } text && PlainText.TryTime(text, out var t)
            ? t : null;
        var key = new InboxKey(
            sender.Tenant, sender.Source, Usable(call.Http.Request.Headers["webhook-id"].ToString()));
        return new Incoming(key, new InboxMessage(
            sender.Source, Usable(topic), sender.Account, PersonalData.Remove(stored),
            Hash(call.Input.Written.Span), call.Now, at), null);
    }

    /// <summary>A sender's id as a part of a grain key; one that cannot be is hashed.</summary>
    private static string Usable(string id) =>
        Identifier.IsValid(id) && !PersonalData.HasAddress(id) ? id : Hash(System.Text.Encoding.UTF8.GetBytes(id));

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static bool IsShopifysId(JsonProperty property) => property.Name == "admin_graphql_api_id"
        || (property.Value.ValueKind == JsonValueKind.Number
            && (property.Name == "id" || property.Name.EndsWith("_id", StringComparison.Ordinal)));

    private readonly record struct Incoming(InboxKey? Key, InboxMessage? Message, string? Wrong);
}
