using RetailActors.Postings;
using RetailActors.Returns;

namespace RetailActors.Tests.Simulation;

/// <summary>Whoever tells the systems outside: keeps each step once, in the order in which it came first.</summary>
internal sealed class SimPosting
{
    private readonly Dictionary<OrderId, List<Step>> _steps = [];

    public IReadOnlyList<Step> Of(OrderId order) => _steps.GetValueOrDefault(order) ?? [];

    /// <summary>The money of a return was told of, all of it: what follows outside is posted.</summary>
    public bool HasRefund(OrderId order, ReturnId id) =>
        Of(order).OfType<Step.Refunded>().Any(step => step.Return == id.Value && step.Lines.Length > 0);

    public void Record(OrderId order, IEnumerable<Step> steps)
    {
        if (!_steps.TryGetValue(order, out var known))
            _steps.Add(order, known = []);
        foreach (var step in steps)
            if (known.TrueForAll(k => k.Id != step.Id))
                known.Add(step);
    }
}
