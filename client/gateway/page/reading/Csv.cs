using System.Globalization;
using System.Text;

namespace RetailActors.Gateway;

/// <summary>A table as a file for a spreadsheet.</summary>
public static class Csv
{
    /// <summary>The file's bytes: UTF-8 with a byte order mark, so that a spreadsheet reads every letter.</summary>
    public static byte[] Of(IEnumerable<string> titles, IEnumerable<IEnumerable<object?>> rows)
    {
        var text = new StringBuilder("\uFEFF");
        Line(text, titles);
        foreach (var row in rows)
        {
            Line(text, row);
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A cell as text: times in UTC, amounts with a point, nothing that a spreadsheet would compute.</summary>
    public static string Cell(object? value)
    {
        var text = value switch
        {
            null => "",
            DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            Money amount => Shown.Money(amount).Replace('−', '-'),
            IFormattable plain => plain.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        // A formula in a cell is run by whoever opens the file; an apostrophe makes it text.
        var risky = value is string && text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..];
        return risky ? "'" + text : text;
    }

    private static void Line(StringBuilder text, IEnumerable<object?> cells)
    {
        var first = true;
        foreach (var cell in cells)
        {
            text.Append(first ? "" : ",").Append('"').Append(Cell(cell).Replace("\"", "\"\"")).Append('"');
            first = false;
        }
        text.Append("\r\n");
    }
}
