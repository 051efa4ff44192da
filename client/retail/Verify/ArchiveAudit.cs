namespace RetailActors.Retail.Verify;

/// <summary>What the one pass over a database finds out about its archive.</summary>
internal sealed class ArchiveAudit
{
    private readonly List<string> _wrong = [];
    private long _rows;
    private long _found;

    /// <summary>A row of the archive was read.</summary>
    public void Count() => _rows++;

    public void Violated(string evidence)
    {
        _found++;
        if (_wrong.Count < Check.MaxEvidence)
            _wrong.Add(evidence);
    }

    /// <summary>Tells what was found.</summary>
    public void Judge(Check check)
    {
        check.Count(_rows);
        for (var i = 0L; i < _found; i++)
            check.Violated(i < _wrong.Count ? _wrong[(int)i] : "");
    }
}
