using System.Globalization;
using System.Text.Json;

namespace RetailActors.Gateway;

/// <summary>
/// One JSON object of a request, read field by field. Reports what is wrong and goes on, so that all faults are found
/// at once; a method returns a harmless value then, and the caller asks <see cref="FieldFaults.Any"/> in the end.
/// </summary>
public sealed class Fields
{
    private readonly JsonElement _object;
    private readonly Fields? _parent;
    private readonly string _name;
    private readonly int _index;
    private readonly FieldFaults _faults;
    private readonly List<string> _asked = new(8);
    private int _found;

    /// <summary>The body itself.</summary>
    public Fields(JsonElement body, FieldFaults faults) : this(body, null, "", -1, faults) { }

    private Fields(JsonElement element, Fields? parent, string name, int index, FieldFaults faults) =>
        (_object, _parent, _name, _index, _faults) = (element, parent, name, index, faults);

    /// <summary>JSON path of a field of this object.</summary>
    public string Path(string field)
    {
        var here = Here();
        return here.Length == 0 ? field : $"{here}.{field}";
    }

    /// <summary>Reports a fault of a field of this object.</summary>
    public void Fault(string field, string code, string message) => _faults.Add(Path(field), code, message);

    /// <summary>True when the field is there and not null.</summary>
    public bool Has(string name) =>
        _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>An id that must be there.</summary>
    public string Id(string name) => OptionalId(name, true) ?? "";

    /// <summary>An id, or null when it is not there.</summary>
    public string? OptionalId(string name, bool required = false)
    {
        if (!Find(name, required, JsonValueKind.String, "text", out var value))
        {
            return null;
        }
        var text = value.GetString();
        if (Identifier.IsValid(text))
        {
            return text;
        }
        Fault(name, "invalid-id",
            $"1 to {Identifier.MaxLength} of A-Z a-z 0-9 . _ : # + @ -, first a letter or digit.");
        return null;
    }

    /// <summary>A list of ids, or null when it is not there.</summary>
    public List<string>? Ids(string name, int max)
    {
        if (!Find(name, false, JsonValueKind.Array, "a list", out var value))
        {
            return null;
        }
        var ids = value.EnumerateArray()
            .Select(i => i.ValueKind == JsonValueKind.String ? i.GetString() : null).ToList();
        if (ids.Count <= max && ids.TrueForAll(Identifier.IsValid))
        {
            return ids!;
        }
        Fault(name, "invalid-id", string.Create(CultureInfo.InvariantCulture, $"A list of at most {max} ids."));
        return null;
    }

    /// <summary>Free text without control or direction characters, or null when it is not there.</summary>
    public string? Text(string name, int max, bool required = false)
    {
        if (!Find(name, required, JsonValueKind.String, "text", out var value))
        {
            return null;
        }
        var text = value.GetString()!;
        if (PersonalData.HasAddress(text))
        {
            Fault(name, "personal-data", "Leave the e-mail address out: what is stored is kept for good.");
            return null;
        }
        if (text.Length > 0 && text.Length <= max && PlainText.IsPlain(text))
        {
            return text;
        }
        Fault(name, "invalid-text", $"1 to {max} characters without control or direction marks.");
        return null;
    }

    /// <summary>A whole number within bounds.</summary>
    public long? Whole(string name, long min, long max, bool required = false)
    {
        if (!Find(name, required, JsonValueKind.Number, "a whole number", out var value))
        {
            return null;
        }
        if (value.TryGetInt64(out var number) && number >= min && number <= max)
        {
            return number;
        }
        Fault(name, "out-of-range", string.Create(
            CultureInfo.InvariantCulture, $"A whole number from {min} to {max}."));
        return null;
    }

    /// <summary>True or false.</summary>
    public bool Flag(string name, bool otherwise)
    {
        if (!TryGet(name, false, out var value))
        {
            return otherwise;
        }
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }
        Fault(name, "wrong-type", "true or false.");
        return otherwise;
    }

    /// <summary>A time with its offset, in UTC.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (!Find(name, false, JsonValueKind.String, "text", out var value))
        {
            return null;
        }
        if (PlainText.TryTime(value.GetString()!, out var time))
        {
            return time;
        }
        Fault(name, "invalid-time", "RFC 3339 with an offset, such as 2026-11-27T09:30:00Z.");
        return null;
    }

    /// <summary>One of the names of an enumeration.</summary>
    public T Choice<T>(string name) where T : struct, Enum
    {
        if (!Find(name, true, JsonValueKind.String, "text", out var value))
        {
            return default;
        }
        if (Names<T>.TryParse(value.GetString()!, out var choice))
        {
            return choice;
        }
        Fault(name, "unknown-value", $"One of {Names<T>.List}.");
        return default;
    }

    /// <summary>A currency that we know.</summary>
    public Currency Currency(string name)
    {
        if (!Find(name, true, JsonValueKind.String, "text", out var value))
        {
            return default;
        }
        var currency = new Currency(value.GetString()!);
        if (!currency.IsKnown)
        {
            Fault(name, "unknown-currency", "An ISO 4217 code that is traded here, in upper case.");
            return default;
        }
        return currency;
    }

    /// <summary>An amount of money, or null when it is not there or wrong.</summary>
    public Money? Money(string name, long min, bool required = false)
    {
        if (Object(name, required) is not { } money)
        {
            return null;
        }
        var minor = money.Whole("minor", min, RetailActors.Money.MaxMinor, true);
        var currency = money.Currency("currency");
        money.Done();
        return minor is { } m && currency.Value is not null ? new Money(m, currency) : null;
    }

    /// <summary>An object inside, or null.</summary>
    public Fields? Object(string name, bool required = false) =>
        Find(name, required, JsonValueKind.Object, "an object", out var value)
            ? new Fields(value, this, name, -1, _faults)
            : null;

    /// <summary>A list of objects inside, each to be read; null when it is not there or has a wrong length.</summary>
    public List<Fields>? Objects(string name, int min, int max, bool required = false)
    {
        if (!Find(name, required, JsonValueKind.Array, "a list", out var value))
        {
            return null;
        }
        var length = value.GetArrayLength();
        if (length < min || length > max)
        {
            Fault(name, "out-of-range", string.Create(CultureInfo.InvariantCulture, $"{min} to {max} entries."));
            return null;
        }
        var items = new List<Fields>(length);
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                items.Add(new Fields(item, this, name, items.Count, _faults));
                continue;
            }
            Fault(name, "wrong-type", "A list of objects.");
            return null;
        }
        return items;
    }

    /// <summary>After the last field: reports those that nobody asked for.</summary>
    public void Done()
    {
        if (_object.ValueKind != JsonValueKind.Object || _found == _object.GetPropertyCount())
        {
            return;
        }
        foreach (var property in _object.EnumerateObject())
        {
            if (!_asked.Contains(property.Name))
            {
                Fault(property.Name, "unknown-field", "There is no such field.");
            }
        }
    }

    private bool Find(string name, bool required, JsonValueKind kind, string what, out JsonElement value)
    {
        if (!TryGet(name, required, out value))
        {
            return false;
        }
        if (value.ValueKind == kind)
        {
            return true;
        }
        Fault(name, "wrong-type", $"Must be {what}.");
        return false;
    }

    private bool TryGet(string name, bool required, out JsonElement value)
    {
        _asked.Add(name);
        if (_object.ValueKind == JsonValueKind.Object && _object.TryGetProperty(name, out value))
        {
            _found++;
            if (value.ValueKind != JsonValueKind.Null)
            {
                return true;
            }
        }
        value = default;
        if (required)
        {
            Fault(name, "required", "Must be there.");
        }
        return false;
    }

    private string Here()
    {
        var above = _parent?.Here() ?? "";
        var name = _index < 0 ? _name : $"{_name}[{_index.ToString(CultureInfo.InvariantCulture)}]";
        return above.Length == 0 ? name : $"{above}.{name}";
    }
}
