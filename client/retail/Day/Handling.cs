using System.Text.Json;

namespace RetailActors.Retail.Day;

/// <summary>What stores and warehouse do with an order: put it aside, hand it over, ship it, take it back.</summary>
internal sealed class Handling(DayContext day, int number, Random chance, Visit visit, string order)
{
    private readonly double _begins = day.Hours.Now;

    /// <summary>The store puts it aside.</summary>
    public Task Ready(string store) => day.Outside.Happen(
        $"pos/stores/{store}/ready", new { order, fulfilmentId = $"{day.Run}-R{number}" }, day.Cancellation);

    /// <summary>The store puts it aside and the customer comes; now and then nobody says that it is ready.</summary>
    public async Task Collect(string store)
    {
        await Later(0.04);
        if (chance.NextDouble() < 0.8)
            await Ready(store);
        await Later(0.05 + (chance.NextDouble() * 0.08));
        await day.Outside.Happen(
            $"pos/stores/{store}/pickups", new { order, fulfilmentId = $"{day.Run}-P{number}" }, day.Cancellation);
        visit.Outcome = "collected";
        if (chance.NextDouble() < 0.25)
            await BringBack(store == Assortment.FirstStore ? Assortment.SecondStore : Assortment.FirstStore);
    }

    /// <summary>The warehouse ships what was released to it, in one parcel or in two.</summary>
    public async Task Ship()
    {
        if (await Release() is not { } release)
        {
            day.Diary.Mishap($"{order} was never released to the warehouse");
            return;
        }
        await Later(0.05 + (chance.NextDouble() * 0.06));
        var path = $"wms/releases/{Uri.EscapeDataString(release)}/ship";
        if (chance.NextDouble() < 0.4 && await Half(release) is { } half)
        {
            await day.Outside.Happen(path, Parcel(1, half), day.Cancellation);
            await Later(0.06);
        }
        await day.Outside.Happen(path, Parcel(2, null), day.Cancellation);
        visit.Outcome = "shipped";
        if (chance.NextDouble() < 0.15)
            await SendBack();
    }

    /// <summary>One unit of the first line comes back to another store, through its till.</summary>
    private async Task BringBack(string store)
    {
        await Later(0.06);
        var disposition = chance.NextDouble() < 0.75 ? "restocked" : "not-restocked";
        if (await Fulfilled() is not { } line)
            return;
        await day.Outside.Happen($"pos/stores/{store}/returns", new
        {
            returnId = $"{day.Run}-B{number}", order,
            lines = new[] { new { lineId = line, quantity = 1, disposition } },
        }, day.Cancellation);
        visit.IsReturned = true;
    }

    /// <summary>One unit comes back by parcel: agreed to, sent, received, looked at, and put on the shelf.</summary>
    private async Task SendBack()
    {
        if (await Fulfilled() is not { } line)
            return;
        var id = $"{day.Run}-B{number}";
        var lines = new[] { new { lineId = line, quantity = 1, disposition = "processing-required" } };
        var path = $"/v1/returns/{id}";
        await Must("/v1/returns", new { returnId = id, orderId = order, received = false, lines }, id);
        await Must($"{path}/approve", new { }, $"{id}-approve");
        await Must($"{path}/sent", new { }, $"{id}-sent");
        await Later(0.05);
        await Must($"{path}/receive", new { location = Assortment.Warehouse }, $"{id}-receive");
        visit.IsReturned = true;
        await Inspect(path, line);
    }

    private async Task Inspect(string path, string line)
    {
        var shelved = await day.Patiently(async () => await day.Api.Find(path, day.Cancellation) is { } back
            && back.Text("status") is not ("requested" or "approved" or "in-transit" or "received"));
        var found = shelved ? await day.Api.Find($"/v1/orders/{order}", day.Cancellation) : null;
        var sku = found?.Items("lines").First(l => l.Text("lineId") == line).Text("sku");
        if (sku is null)
            return;
        var id = $"{day.Run}-Q{number}";
        await Must("/v1/stock-movements", new
        {
            movementId = id, sku, location = Assortment.Warehouse, kind = "change-state", quantity = 1,
            disposition = "restocked", reason = "inspected",
        }, id);
    }

    private async Task Must(string path, object body, string key)
    {
        var answer = await day.Post(path, body, key);
        if (!answer.IsSuccess)
            day.Diary.Mishap($"{path} for {order}: {answer.Problem}");
    }

    /// <summary>A line of which units were handed over, once we know of the hand-over.</summary>
    private async Task<string?> Fulfilled()
    {
        string? line = null;
        await day.Patiently(async () =>
        {
            var found = await day.Api.Find($"/v1/orders/{order}", day.Cancellation);
            line = found?.Items("lines").Where(l => l.Number("fulfilled") > 0).Select(l => l.Text("lineId"))
                .FirstOrDefault();
            return line is not null;
        });
        return line;
    }

    /// <summary>What the warehouse knows the order by, once it knows it.</summary>
    private async Task<string?> Release()
    {
        string? key = null;
        await day.Patiently(async () =>
        {
            var found = await day.Api.Find($"/v1/orders/{order}", day.Cancellation) ?? default;
            var posted = found.Items("erpDocuments").Where(d => d.Text("status") == "posted")
                .ToLookup(d => d.Text("kind"), d => d.Text("key"));
            key = posted["warehouse-release"].FirstOrDefault();
            // It ships what it has: what was called off has to be known there first.
            var isKnown = found.Items("lines").All(l => l.Number("cancelled") == 0)
                || posted["warehouse-cancellation"].Any();
            return key is not null && isKnown;
        });
        return key;
    }

    private async Task<object[]?> Half(string release)
    {
        var found = await day.Outside.Find($"wms/v1/releases/{Uri.EscapeDataString(release)}", day.Cancellation);
        var lines = found?.Items("lines").Where(Left).ToArray() ?? [];
        return lines.Sum(l => l.Number("quantity") - l.Number("cancelled")) < 2 ? null
            : [new { lineId = lines[0].Text("lineId"), quantity = 1 }];

        static bool Left(JsonElement l) => l.Number("quantity") > l.Number("shipped") + l.Number("cancelled");
    }

    private object Parcel(int parcel, object[]? lines)
    {
        var tracking = $"{day.Run}-T{number}-{parcel}";
        return lines is null ? new { carrier = "parcelgo", tracking } : new { carrier = "parcelgo", tracking, lines };
    }

    private double _at;

    /// <summary>Some time after what was done last; before closing time where that is possible.</summary>
    private Task Later(double part)
    {
        _at = Math.Max(_at, Math.Max(_begins, day.Hours.Now)) + part;
        return day.Hours.Until(Math.Min(_at, 0.97), day.Cancellation);
    }
}
