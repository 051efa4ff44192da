using RetailActors.Inventory;
using RetailActors.Returns;

namespace RetailActors.Gateway;

/// <summary>Movements of stock and the buckets they leave.</summary>
public static class StockRoutes
{
    private const int MaxBatch = 1_000;
    private const long MaxQuantity = 1_000_000_000;

    /// <summary><c>POST /v1/stock-movements</c>: one, or a batch.</summary>
    public static ValueTask<Answer> Record(Call call) =>
        call.Body.Has("movements") ? RecordBatch(call) : RecordOne(call);

    /// <summary><c>GET /v1/inventory/{sku}/{location}</c>.</summary>
    public static async ValueTask<Answer> Inventory(Call call)
    {
        var key = new StockKey(call.Tenant, new Sku(call.PathId("sku")), new LocationId(call.PathId("location")));
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var view = await call.Cluster.Ask<IStock, StockView>(key.ToString(), s => s.Read());
        var l = view.Levels;
        return call.Reply(200, new InventoryAnswer(
            key.Sku, key.Location, l.OnHand, l.Available, l.Committed, l.Reserved, l.Damaged, l.SafetyStock,
            l.QualityControl, l.Incoming, view.Version, view.AsOf, view.MovedAt, view.CountedAt, Erp(view),
            Announced(view)), GatewayJson.Default.InventoryAnswer);
    }

    /// <summary>What the ERP said, or null.</summary>
    internal static ErpStockAnswer? Erp(StockView view) =>
        view.Erp is { } erp ? new ErpStockAnswer(erp.OnHand, erp.AsOf, erp.Gap) : null;

    /// <summary>What is on its way, or null.</summary>
    internal static AnnouncedAnswer[]? Announced(StockView view) => view.Announced.IsDefaultOrEmpty ? null :
        [.. view.Announced.Select(a => new AnnouncedAnswer(
            a.Document.Length == 0 ? null : a.Document, a.Incoming, a.ExpectedAt, a.From, a.Sent, a.Arrived, a.Lost))];

    private static async ValueTask<Answer> RecordOne(Call call)
    {
        var (key, movement) = Read(call, call.Body);
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var result = await call.Cluster.Ask<IStock, MovementResult>(key.ToString(), s => s.RecordMovement(movement));
        return result switch
        {
            MovementResult.Recorded => call.Reply(201, Of(movement, result), GatewayJson.Default.MovementAnswer),
            MovementResult.AlreadyRecorded =>
                call.Reply(200, Of(movement, result), GatewayJson.Default.MovementAnswer),
            MovementResult.InsufficientStock(var available) => call.Refuse(new Problem(
                409, "insufficient-stock", "Not enough is available", "Nothing was recorded.")
            { More = json => json.WriteNumber("available"u8, available) }),
            MovementResult.CountStale(var onHand) => call.Refuse(new Problem(
                409, "count-stale", "On hand has changed since it was counted", "Nothing was recorded. Count again.")
            { More = json => json.WriteNumber("onHand"u8, onHand) }),
            _ => call.Refuse(new Problem(
                409, "movement-differs", "This movement exists with other content",
                "The movementId was used for another kind or quantity.")),
        };
    }

    private static async ValueTask<Answer> RecordBatch(Call call)
    {
        var body = call.Body;
        var items = body.Objects("movements", 1, MaxBatch, true);
        body.Done();
        var movements = items?.ConvertAll(item => Read(call, item)) ?? [];
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var results = new MovementAnswer[movements.Count];
        // Movements of one actor keep their order, as a count after a receipt must; different actors go side by side.
        var byStock = Enumerable.Range(0, movements.Count).GroupBy(i => movements[i].Key);
        var bounds = new ParallelOptions { MaxDegreeOfParallelism = call.Options.MaxFanOut };
        await Parallel.ForEachAsync(byStock, bounds, async (group, _) =>
        {
            var key = group.Key.ToString();
            foreach (var i in group)
            {
                results[i] = await RecordInBatch(call, key, movements[i].Movement);
            }
        });
        var failed = results.Count(r => r.Status is "unknown" or "unreadable");
        if (failed > 0)
        {
            return call.Refuse(Problems.OfBatch(results.Any(r => r.Status == "unreadable")) with
            {
                Detail = "Some movements may not have been recorded. Send the batch again: nothing is done twice.",
                More = json => json.WriteNumber("unknown"u8, failed),
            });
        }
        var recorded = results.Count(r => r.Status is "recorded" or "already-recorded");
        return call.Reply(
            200, new MovementsAnswer(recorded, results.Length - recorded, results),
            GatewayJson.Default.MovementsAnswer);
    }

    private static async ValueTask<MovementAnswer> RecordInBatch(Call call, string key, Movement movement)
    {
        try
        {
            return Of(movement, await call.Cluster.Ask<IStock, MovementResult>(key, s => s.RecordMovement(movement)));
        }
        catch (Exception e) when (Cluster.IsUnavailable(e))
        {
            // The others go on; the whole batch is answered with 503 and can be sent again.
            return new MovementAnswer(movement.Id, "unknown", false);
        }
        catch (RecordUnreadableException)
        {
            return new MovementAnswer(movement.Id, "unreadable", false);
        }
    }

    private static (StockKey Key, Movement Movement) Read(Call call, Fields item)
    {
        var id = item.Id("movementId");
        var (sku, location) = (new Sku(item.Id("sku")), new LocationId(item.Id("location")));
        var kind = item.Choice<MovementKind>("kind");
        var least = kind switch
        {
            MovementKind.Adjust => -MaxQuantity,
            MovementKind.Count or MovementKind.SafetyStock => 0,
            _ => 1,
        };
        var quantity = item.Whole("quantity", least, MaxQuantity, true) ?? 0;
        var movement = new Movement(
            new MovementId(id), kind, quantity, item.Time("occurredAt") ?? call.Now, item.Text("reason", 200),
            item.Text("document", 128), item.Whole("changeFrom", -MaxQuantity, MaxQuantity), call.Client.Origin,
            Becoming(item, kind), ExpectedAt: item.Time("expectedAt"),
            Counterpart: item.OptionalId("counterpart") is { } other ? new LocationId(other) : null);
        Check(item, movement, location);
        item.Done();
        return (new StockKey(call.Tenant, sku, location), movement);
    }

    /// <summary>A return may say what becomes of the units; an inspection has to, and it does not end in another one.
    /// </summary>
    private static Disposition Becoming(Fields item, MovementKind kind)
    {
        if (kind != MovementKind.ChangeState && !item.Has("disposition"))
        {
            return Disposition.Unknown;
        }
        var disposition = item.Choice<Disposition>("disposition");
        if (kind is not (MovementKind.Return or MovementKind.ChangeState)
            || (kind == MovementKind.ChangeState && disposition == Disposition.ProcessingRequired))
        {
            item.Fault("disposition", "not-applicable", "Only for returns, and to say how an inspection has ended.");
        }
        return disposition;
    }

    private static void Check(Fields item, Movement m, LocationId location)
    {
        void Refuse(bool wrong, string field, string code, string why)
        {
            if (wrong)
            {
                item.Fault(field, code, why);
            }
        }
        var transfer = m.Kind is MovementKind.TransferIn or MovementKind.TransferOut or MovementKind.TransferLost
            or MovementKind.Incoming;
        Refuse(m.Kind == MovementKind.Adjust && m.Quantity == 0, "quantity", "out-of-range",
            "An adjustment by nothing is none.");
        Refuse(m.Kind != MovementKind.Count && m.ChangeFrom is not null, "changeFrom", "not-applicable",
            "Only a count has it.");
        Refuse(m.Kind is not (MovementKind.Incoming or MovementKind.TransferOut) && m.ExpectedAt is not null,
            "expectedAt", "not-applicable", "Only incoming and transfer-out have it.");
        Refuse(!transfer && m.Counterpart is not null, "counterpart", "not-applicable", "Only transfers have it.");
        Refuse(m.Counterpart == location, "counterpart", "same-location", "A transfer goes to another location.");
        Refuse(m.Document is null && (m.Kind == MovementKind.TransferLost || (transfer && m.Counterpart is not null)),
            "document", "required", "A transfer is known by its document.");
    }

    private static MovementAnswer Of(Movement movement, MovementResult result) => result switch
    {
        MovementResult.Recorded(var discrepancy) => new(movement.Id, "recorded", discrepancy),
        MovementResult.AlreadyRecorded => new(movement.Id, "already-recorded", false),
        MovementResult.CountStale(var onHand) => new(movement.Id, "count-stale", false, OnHand: onHand),
        MovementResult.InsufficientStock(var available) =>
            new(movement.Id, "insufficient-stock", false, Available: available),
        _ => new(movement.Id, "recorded-differently", false),
    };
}
