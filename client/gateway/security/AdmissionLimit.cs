namespace RetailActors.Gateway;

/// <summary>
/// How many requests are worked on at once. It grows while it is used up and the processors keep up, and shrinks when
/// work that is ready waits for a processor: then more at once only makes everything later. A slow database or a slow
/// provider does not shrink it, because whoever waits for those needs a place and no processor.
/// </summary>
/// <remarks>Not safe for threads: <see cref="WaitingRoom"/> asks it under its own lock.</remarks>
public sealed class AdmissionLimit
{
    /// <summary>Looks at the processors that make one decision.</summary>
    public const int Looks = 4;

    private readonly int _least;
    private readonly int _start;
    private readonly int _most;
    private readonly TimeSpan _target;
    private TimeSpan _lag;
    private int _looks;
    private int _busiest;

    /// <param name="least">Never below it.</param>
    /// <param name="start">To begin with, and again after a quiet time.</param>
    /// <param name="most">Never above it, also when the others say more.</param>
    /// <param name="target">The lag that is still well.</param>
    public AdmissionLimit(int least, int start, int most, TimeSpan target)
    {
        (_most, _target) = (most, target);
        _least = Math.Min(least, most);
        Value = _start = Math.Clamp(start, _least, most);
    }

    /// <summary>The bound now.</summary>
    public int Value { get; private set; }

    /// <summary>So many are inside.</summary>
    public void Use(int inside) => _busiest = Math.Max(_busiest, inside);

    /// <summary>So long did work that was ready wait for a processor.</summary>
    /// <param name="lag">How long.</param>
    /// <param name="inside">Requests inside now.</param>
    public void Observe(TimeSpan lag, int inside)
    {
        _lag += lag;
        if (++_looks < Looks)
        {
            return;
        }
        var mean = _lag / _looks;
        if (mean > _target)
        {
            Value = Math.Max(_least, Value - Math.Max(1, Value / 5));
        }
        else if (mean < _target / 2 && _busiest >= Value)
        {
            Value = Math.Min(_most, Value + Math.Max(1, Value / 8));
        }
        else if (Value > _start && _busiest < Value / 2)
        {
            // What nobody uses is given up: the next crowd must not find the door wide open.
            Value -= Math.Max(1, (Value - _start) / 8);
        }
        (_lag, _looks, _busiest) = (TimeSpan.Zero, 0, inside);
    }
}
