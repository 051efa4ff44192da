namespace RetailActors.Adapters.Files;

/// <summary>Splits a CSV text (RFC 4180) into rows. Cells are text, also those that begin like a formula.</summary>
internal ref struct CsvRows(ReadOnlySpan<char> text)
{
    /// <summary>Most columns of a row.</summary>
    public const int MaxColumns = 256;

    private ReadOnlySpan<char> _rest = text;

    /// <summary>The cells of the row that was read last.</summary>
    public List<string> Cells { get; } = [];

    /// <summary>Reads a row that is not empty; false at the end.</summary>
    public bool Next()
    {
        while (!_rest.IsEmpty)
        {
            Cells.Clear();
            while (!Cell())
            {
            }
            if (Cells is not [""])
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Reads a cell; true when the row ends with it.</summary>
    private bool Cell()
    {
        if (!_rest.IsEmpty && _rest[0] == '"')
        {
            return Quoted();
        }
        var end = _rest.IndexOfAny(',', '\n');
        var cell = end < 0 ? _rest : _rest[..end];
        Add(cell.TrimEnd('\r').ToString());
        var last = end < 0 || _rest[end] == '\n';
        _rest = end < 0 ? [] : _rest[(end + 1)..];
        return last;
    }

    private bool Quoted()
    {
        var cell = new System.Text.StringBuilder();
        var at = 1;
        while (true)
        {
            var quote = _rest[at..].IndexOf('"');
            if (quote < 0)
            {
                // The quote is never closed: the file ends within the cell.
                cell.Append(_rest[at..]);
                _rest = [];
                break;
            }
            cell.Append(_rest.Slice(at, quote));
            at += quote + 1;
            if (at < _rest.Length && _rest[at] == '"')
            {
                cell.Append('"');
                at++;
                continue;
            }
            _rest = _rest[at..];
            break;
        }
        Add(cell.ToString());
        var end = _rest.IndexOfAny(',', '\n');
        var last = end < 0 || _rest[end] == '\n';
        _rest = end < 0 ? [] : _rest[(end + 1)..];
        return last;
    }

    private readonly void Add(string cell)
    {
        if (Cells.Count < MaxColumns)
        {
            Cells.Add(cell);
        }
    }
}
