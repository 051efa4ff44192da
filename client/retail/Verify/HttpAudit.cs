using System.Text.Json;

namespace RetailActors.Retail.Verify;

/// <summary>
/// What can be told without the database: every order that the gateway lists or a ledger names, its payments and the
/// stock that it has. Other orders may have stock too, so here committed has to reach the sum, not equal it.
/// </summary>
internal sealed class HttpAudit(RetailApi api, Checks checks)
{
    private const int MaxOrders = 20_000;
    private const int PageSize = 200;
    private const int Parallelism = 32;
    private static readonly string[] _undecided = ["received", "reserved", "unknown"];
    private static readonly string[] _dead = ["rejected", "cancelled", "expired"];
    private static readonly string[] _buckets =
        ["available", "committed", "reserved", "damaged", "safetyStock", "qualityControl"];

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Sku, string Location), long> _allocated = [];

    /// <summary>Checks all that can be seen; returns how many orders that were.</summary>
    public async Task<int> Judge(Acknowledgements acknowledged, CancellationToken cancellation)
    {
        var orders = new HashSet<string>(acknowledged.Promised.Keys);
        await List(orders, cancellation);
        await ForEach(orders, (id, stop) => Order(id, acknowledged, stop), cancellation);
        acknowledged.Judge();
        await ForEach(_allocated, (place, stop) => Stock(place.Key, place.Value, stop), cancellation);
        return orders.Count;
    }

    private async Task List(HashSet<string> orders, CancellationToken cancellation)
    {
        var cursor = "";
        while (orders.Count < MaxOrders)
        {
            var page = await api.Find($"/v1/orders?limit={PageSize}{cursor}", cancellation);
            foreach (var item in page?.Items("items") ?? [])
                orders.Add(item.Text("id") ?? "");
            if (page?.Text("next") is not { } next)
                return;
            cursor = $"&cursor={Uri.EscapeDataString(next)}";
        }
    }

    private async Task Order(string id, Acknowledgements acknowledged, CancellationToken cancellation)
    {
        if (await Find($"/v1/orders/{id}", cancellation) is not { } order)
            return;
        var status = order.Text("status") ?? "";
        lock (_gate)
        {
            acknowledged.Seen(id, order.Text("externalId"), order.Time("acceptedAt") is not null, status);
            checks.Moving.Require(!_undecided.Contains(status), (id, status), static x =>
                $"order {x.id} is still {x.status}");
            foreach (var line in order.Items("lines"))
                Line(id, line);
            foreach (var held in order.Items("reservations"))
                Reservation(held);
        }
        foreach (var payment in order.Items("payments"))
            await Payment(id, payment.Text("id") ?? "", _dead.Contains(status), cancellation);
    }

    /// <summary>Null when there is none, or when the system cannot read it: a finding, and not the end.</summary>
    private async Task<JsonElement?> Find(string path, CancellationToken cancellation)
    {
        try
        {
            return await api.Find(path, cancellation);
        }
        catch (RecordDamagedException e)
        {
            lock (_gate)
            {
                checks.Folds.Count();
                checks.Folds.Violated($"{path}: {e.Message}");
            }
            return null;
        }
    }

    private void Line(string order, JsonElement line)
    {
        var parts = new[] { "open", "allocated", "fulfilled", "cancelled" }.Select(p => line.Number(p)).ToArray();
        checks.Lines.Require(
            parts.All(p => p >= 0) && line.Number("quantity") == parts.Sum(), (order, line), static x =>
                $"order {x.order}: {x.line.GetRawText()}");
    }

    private void Reservation(JsonElement held)
    {
        if (held.Text("sku") is { } sku && held.Text("location") is { } location)
            _allocated[(sku, location)] = _allocated.GetValueOrDefault((sku, location)) + held.Number("quantity");
    }

    private async Task Payment(string order, string id, bool dead, CancellationToken cancellation)
    {
        var found = await Find($"/v1/payments/{id}", cancellation);
        long Minor(string name) => found?.Field(name).Number("minor") ?? 0;
        var held = Minor("authorised") - Minor("captured") - Minor("voided");
        lock (_gate)
        {
            checks.Amounts.Require(
                held >= 0 && Minor("refunded") + Minor("refundPending") <= Minor("captured"), (id, found), static x =>
                    $"payment {x.id}: {x.found?.GetRawText()}");
            if (dead)
                checks.Dead.Require(held == 0, (order, id, held), static x =>
                    $"order {x.order} is no sale, but payment {x.id} holds {x.held} (minor units)");
            else
                checks.Paid.Require(found is not null, (order, id), static x =>
                    $"order {x.order} relies on payment {x.id}, which does not exist");
        }
    }

    private async Task Stock((string Sku, string Location) place, long allocated, CancellationToken cancellation)
    {
        var path = $"/v1/inventory/{place.Sku}/{place.Location}";
        var stock = await Find(path, cancellation) ?? default;
        var buckets = _buckets.Select(b => stock.Number(b)).ToArray();
        lock (_gate)
        {
            checks.Identity.Require(stock.Number("onHand") == buckets.Sum(), (path, stock), static x =>
                $"{x.path}: {x.stock}");
            checks.Bounds.Require(buckets.Skip(1).All(b => b >= 0), (path, stock), static x => $"{x.path}: {x.stock}");
            checks.Sums.Require(stock.Number("committed") >= allocated, (path, stock, allocated), static x =>
                $"{x.path}: orders have {x.allocated} units allocated, committed is {x.stock.Number("committed")}");
        }
    }

    private static Task ForEach<T>(
        IReadOnlyCollection<T> items, Func<T, CancellationToken, Task> then, CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            items, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellation },
            async (item, stop) => await then(item, stop));
}
