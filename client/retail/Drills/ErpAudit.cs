using System.Globalization;

namespace RetailActors.Retail.Drills;

/// <summary>The ERP's own books against what the buyers were told: each order once, and none that nobody knows of.
/// </summary>
/// <remarks>Books are only added to, so what was read for an earlier drill is not read again.</remarks>
internal sealed class ErpAudit(Uri sandbox)
{
    private const int Page = 5_000;
    private readonly Dictionary<string, int> _orders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly List<string> _twice = [];
    private int _read;

    /// <summary>What is wrong, at most three lines.</summary>
    /// <param name="acknowledged">Ids of the orders of this drill.</param>
    /// <param name="key">API key.</param>
    public async Task<IReadOnlyList<string>> Judge(IEnumerable<string> acknowledged, string key)
    {
        await Read(key);
        var missing = acknowledged.Where(id => !_orders.ContainsKey(id)).ToList();
        var wrong = new List<string>();
        if (missing.Count > 0)
            wrong.Add($"the ERP has never heard of {missing.Count} acknowledged orders, the first is {missing[0]}");
        if (_twice.Count > 0)
            wrong.Add($"the ERP has {_twice.Count} documents twice, the first is {_twice[0]}");
        if (_orders.FirstOrDefault(o => o.Value > 1) is { Key: { } order })
            wrong.Add($"the ERP has order {order} twice");
        return wrong;
    }

    private async Task Read(string key)
    {
        while (true)
        {
            var books = await Outside.Get(
                new Uri(sandbox, string.Create(CultureInfo.InvariantCulture,
                    $"/sandbox/erp-d365/books?limit={Page}&after={_read}")), key);
            foreach (var document in books.Items("items"))
            {
                _read++;
                var name = document.Text("key") ?? "";
                if (!_keys.Add(name))
                    _twice.Add(name);
                if (document.Text("kind") == "sales-order"
                    && name.Split(':').FirstOrDefault(p => p.StartsWith("ord_", StringComparison.Ordinal)) is { } order)
                    _orders[order] = _orders.GetValueOrDefault(order) + 1;
            }
            if (books.Text("next") is null)
                return;
        }
    }
}
