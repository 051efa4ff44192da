using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace RetailActors.Gateway;

/// <summary>
/// Takes out of a message who somebody is and where they live, before it is stored: a journal forgets nothing. What is
/// not known to be personal is kept, because a later release may need it.
/// </summary>
public static class PersonalData
{
    private static readonly FrozenSet<string> _dropped = Names(
        "email", "emailaddress", "contactemail", "phone", "phonenumber", "mobile", "firstname", "lastname", "fullname",
        "middlename", "contactname", "customername", "recipientname", "recipient", "contact", "cardholder",
        "cardholdername", "creditcardname", "address", "addresses", "address1", "address2", "street", "zip", "postcode",
        "postalcode", "latitude", "longitude", "company", "ip", "ipaddress", "clientip", "browserip", "useragent",
        "clientdetails", "note", "notes", "noteattributes", "customattributes", "properties", "comment", "comments",
        "giftmessage", "receipt", "paymentdetails", "landingsite", "landingsiteref", "referringsite", "orderstatusurl",
        "carttoken", "checkouttoken", "birthday", "dateofbirth");

    private static readonly FrozenSet<string> _reduced = Names(
        "customer", "buyer", "shopper", "billingaddress", "shippingaddress", "defaultaddress", "deliveryaddress",
        "destination", "shipto", "deliverto");

    private static readonly FrozenSet<string> _keptOfPeople = Names(
        "id", "legacyresourceid", "countrycode", "countrycodev2", "provincecode", "currency", "segment");

    /// <summary>The message without personal data, as JSON. Numbers keep all their digits.</summary>
    public static string Remove(JsonElement message)
    {
        using var buffer = new PooledBuffer(4096);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            Write(json, message, only: null);
        }
        return Encoding.UTF8.GetString(buffer.Written.Span);
    }

    /// <summary>True when an e-mail address is in the text.</summary>
    public static bool HasAddress(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOf('@'); at >= 0; at = Next(text, at))
        {
            var rest = text[(at + 1)..];
            var end = rest.IndexOfAnyExcept(_host);
            var host = end < 0 ? rest : rest[..end];
            var dot = host.LastIndexOf('.');
            if (at > 0 && !char.IsWhiteSpace(text[at - 1]) && dot > 0 && dot < host.Length - 1)
            {
                return true;
            }
        }
        return false;
    }

    private static readonly System.Buffers.SearchValues<char> _host = System.Buffers.SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");

    private static int Next(ReadOnlySpan<char> text, int at)
    {
        var next = text[(at + 1)..].IndexOf('@');
        return next < 0 ? -1 : at + 1 + next;
    }

    private static void Write(Utf8JsonWriter json, JsonElement value, FrozenSet<string>? only)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    WriteProperty(json, property, only);
                }
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(json, item, only);
                }
                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                var text = value.GetString()!;
                json.WriteStringValue(HasAddress(text) ? "(removed)" : text);
                break;
            default:
                json.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    private static void WriteProperty(Utf8JsonWriter json, JsonProperty property, FrozenSet<string>? only)
    {
        var name = Plain(property.Name);
        var kept = only?.Contains(name) ?? !_dropped.Contains(name);
        if (!kept || HasAddress(property.Name))
        {
            return;
        }
        var reduced = _reduced.Contains(name);
        if (reduced && property.Value.ValueKind == JsonValueKind.String
            && !Identifier.IsValid(property.Value.GetString()))
        {
            // A name or an address in one line; the id of a customer stays.
            return;
        }
        json.WritePropertyName(property.Name);
        Write(json, property.Value, reduced ? _keptOfPeople : only);
    }

    /// <summary>One spelling for <c>first_name</c>, <c>firstName</c> and <c>First-Name</c>.</summary>
    private static string Plain(string name) =>
        string.Concat(name.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant));

    private static FrozenSet<string> Names(params string[] names) => names.ToFrozenSet(StringComparer.Ordinal);
}
