namespace RetailActors.Retail.Drills;

/// <summary>What was seen during a drill, and what that makes of it.</summary>
internal sealed class DrillRecord
{
    private readonly List<Figure> _figures = [];
    private readonly List<string> _broken = [];
    private readonly List<string> _bites = [];

    /// <summary>Everything that was measured, in the order in which it was.</summary>
    public IReadOnlyList<Figure> Figures => _figures;

    /// <summary>Why it is sure that the fault was felt; empty when it is not.</summary>
    public string Bite => string.Join("; ", _bites);

    /// <summary>Evidence that the fault was felt.</summary>
    public void Bit(bool felt, string evidence)
    {
        if (felt)
            _bites.Add(evidence);
    }

    /// <summary>Something that must hold.</summary>
    public void Require(bool kept, string what)
    {
        if (!kept)
            _broken.Add(what);
    }

    /// <summary>Something that was measured; over its limit it is something that does not hold.</summary>
    public void Measure(Figure figure)
    {
        _figures.Add(figure);
        Require(figure.IsKept, string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{figure.Name} is {figure.Value:0.###} {figure.Unit}, the limit is {figure.Limit}"));
    }

    /// <summary>What is broken; empty when the drill is passed. A fault that nothing felt proves nothing, so that is
    /// one.</summary>
    /// <param name="recoverySeconds">Until every probed actor had answered again; infinite when not all have.</param>
    public IReadOnlyList<string> Violations(double recoverySeconds)
    {
        List<string> all = [.. _broken];
        if (_bites.Count == 0)
            all.Add("nothing shows that the fault was felt");
        if (!double.IsFinite(recoverySeconds))
            all.Add("not every actor answered again in time");
        return all;
    }
}
