using System.Globalization;

namespace RetailActors.Gateway;

/// <summary>Whole days, UTC.</summary>
/// <param name="First">The first day.</param>
/// <param name="Last">The last day, included.</param>
public readonly record struct OutcomePeriod(DateOnly First, DateOnly Last)
{
    /// <summary>The longest one, in days.</summary>
    public const int MaxDays = 31;

    /// <summary>The one that is taken when none is asked for, in days.</summary>
    public const int Default = 7;

    private const string Form = "yyyy-MM-dd";

    /// <summary>Its beginning.</summary>
    public DateTimeOffset From => Midnight(First);

    /// <summary>The first moment after it.</summary>
    public DateTimeOffset To => Midnight(Last.AddDays(1));

    /// <summary>Its days.</summary>
    public IEnumerable<DateOnly> Days
    {
        get
        {
            for (var day = First; day <= Last; day = day.AddDays(1))
            {
                yield return day;
            }
        }
    }

    /// <summary>True for a moment in it.</summary>
    public bool Has(DateTimeOffset? at) => at >= From && at < To;

    /// <summary>The end of the last whole month that ended in it or before, and not after now.</summary>
    public DateTimeOffset MonthEnd(DateTimeOffset now)
    {
        var last = To < now ? To : now.ToUniversalTime();
        return new DateTimeOffset(last.Year, last.Month, 1, 0, 0, 0, TimeSpan.Zero);
    }

    /// <summary>Reads <c>from</c> and <c>to</c> from the query; faults are reported.</summary>
    public static OutcomePeriod Read(Call call)
    {
        var today = DateOnly.FromDateTime(call.Now.UtcDateTime);
        var last = Day(call, "to") ?? today;
        var first = Day(call, "from") ?? last.AddDays(1 - Default);
        if (!call.Faults.Any && (first > last || last.DayNumber - first.DayNumber >= MaxDays))
        {
            call.Faults.Add("from", "out-of-range", $"Not after the last day, and at most {MaxDays} days in all.");
        }
        return new OutcomePeriod(first, last);
    }

    /// <summary>A day as it is written.</summary>
    public static string Text(DateOnly day) => day.ToString(Form, CultureInfo.InvariantCulture);

    private static DateOnly? Day(Call call, string name)
    {
        var values = call.Http.Request.Query[name];
        if (values.Count == 0)
        {
            return null;
        }
        if (values.Count == 1
            && DateOnly.TryParseExact(values[0], Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is > 1999 and < 2100)
        {
            return day;
        }
        call.Faults.Add(name, "invalid-day", "A day (UTC) as 2026-11-27.");
        return null;
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
