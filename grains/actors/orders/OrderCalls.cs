using System.Collections.Immutable;
using RetailActors.Inventory;
using RetailActors.Operations;
using RetailActors.Payments;
using RetailActors.Postings;
using RetailActors.Returns;

namespace RetailActors.Orders;

/// <summary>Makes the calls that an order owes to stock and payments and tells what came of them as facts.</summary>
/// <remarks>A call whose outcome is not known gives no fact: it stays owed and is made again with the same
/// ids.</remarks>
public sealed class OrderCalls(OrderKey key, IGrainFactory grains, TimeProvider clock)
{
    /// <summary>Attempts at one call before it is left to the sweeper.</summary>
    public const int Attempts = 3;

    private static readonly Origin _by = new("order");

    /// <summary>Makes calls side by side.</summary>
    /// <param name="owed">What the order owes.</param>
    /// <param name="again">True when these calls may have been made before by somebody who did not hear the
    /// answer.</param>
    public async Task<ImmutableArray<OrderFact>> Make(IReadOnlyList<OrderCall> owed, bool again)
    {
        if (owed.Count == 1)
        {
            return await Make(owed[0], again) is { } fact ? [fact] : [];
        }
        var facts = await Task.WhenAll(owed.Select(call => Make(call, again)));
        return [.. facts.OfType<OrderFact>()];
    }

    private Task<OrderFact?> Make(OrderCall call, bool again) => call switch
    {
        OrderCall.AllocateLines { Lines: [var line] } => AllocateOne(line, again),
        OrderCall.AllocateLines c => Allocate(c, again),
        OrderCall.AuthorisePayment c => Authorise(c, again),
        OrderCall.ReleaseLine c => Try<OrderFact>(async () =>
        {
            await Stock(c.Sku, c.Location).Release(new Release(c.Reservation, c.ReleaseId, c.Quantity, _by));
            return new OrderFact.LineReleased(c.Call);
        }),
        OrderCall.FulfilLine c => Try<OrderFact>(async () =>
        {
            await Stock(c.Sku, c.Location).RecordFulfilment(
                new RecordFulfilment(c.Reservation, c.Fulfilment, c.Quantity, c.OccurredAt, _by));
            return new OrderFact.LineFulfilled(c.Call);
        }),
        OrderCall.CapturePayment c => Try<OrderFact>(async () => new OrderFact.PaymentCaptured(
            c.Call, await Payment(c.Payment).Capture(new PaymentOperation(c.Operation, c.Amount, _by)))),
        OrderCall.VoidPayment c => Try<OrderFact>(async () => new OrderFact.PaymentVoided(
            c.Call, await Payment(c.Payment).Void(new PaymentOperation(c.Operation, c.Amount, _by)))),
        OrderCall.OpenReturn c => Try<OrderFact>(async () =>
        {
            await grains.Actor<IReturn>(new ReturnKey(key.Tenant, c.Claim.Id).ToString()).Open(c.Claim);
            return new OrderFact.ReturnOpened(c.Call);
        }),
        OrderCall.SourceUnits c => Source(c),
        OrderCall.RaiseException c => Try<OrderFact>(async () =>
        {
            var note = c.Note;
            await Desk(note.Part).Raise(new ExceptionReport(
                note.Part.Kind, Entity, note.Part.Part, "orders", note.Owner, note.Evidence, note.Since, note.Deadline,
                note.Actions));
            return new OrderFact.DeskTold(note.Part, true);
        }),
        OrderCall.ClearException c => Try<OrderFact>(async () =>
        {
            await Desk(c.Part).Clear("the order has gone on");
            return new OrderFact.DeskTold(c.Part, false);
        }),
        OrderCall.TellSteps c => Try<OrderFact>(async () =>
        {
            await grains.Actor<IPosting>(PostingKey.Of(key.Tenant, key.Id).ToString()).Record([.. c.Steps]);
            return new OrderFact.StepsTold([.. c.Steps.Select(step => step.Id)]);
        }),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>That the order owes this call is on disk. It is the intent, as long as nobody has asked
    /// before.</summary>
    private async Task<OrderFact?> Authorise(OrderCall.AuthorisePayment c, bool again)
    {
        var next = new Authorise(
            key.Id, c.Tender.Provider, c.Tender.Method, c.Tender.Amount, _by, c.Since, First: !again);
        return await Try(Ask) switch
        {
            AuthoriseResult.Authorised => new OrderFact.PaymentAuthorised(c.Payment),
            AuthoriseResult.Declined declined => new OrderFact.PaymentDeclined(c.Payment, declined.Code),
            AuthoriseResult.AuthorisedDifferently => new OrderFact.PaymentDeclined(c.Payment, "conflict"),
            _ => null,
        };

        Task<AuthoriseResult> Ask()
        {
            var command = next;
            next = command with { First = false };
            return Payment(c.Payment).Authorise(command);
        }
    }

    /// <summary>Searches are repeated for days: whether an earlier one was answered is never known.</summary>
    private async Task<OrderFact?> Source(OrderCall.SourceUnits c) =>
        await Allocate(c.Request, again: true) is { } one
            ? new OrderFact.UnitsSourced(c.Call, [.. one.Done.Select(found => found.Location)])
            : null;

    private string Entity => $"{OrderDecider.Kind}/{key}";

    private IExceptionCase Desk(DeskPart part) => grains.Actor<IExceptionCase>(
        ExceptionKey.For(key.Tenant, part.Kind, Entity, part.Part).ToString());

    private async Task<OrderFact?> AllocateOne(AllocationRequest line, bool again) =>
        await Allocate(line, again) is { } one ? new OrderFact.LinesAllocated(one.Done, one.Short) : null;

    private async Task<OrderFact?> Allocate(OrderCall.AllocateLines c, bool again)
    {
        var answers = await Task.WhenAll(c.Lines.Select(line => Allocate(line, again)));
        return answers.All(a => a is not null)
            ? new OrderFact.LinesAllocated(
                [.. answers.SelectMany(a => a!.Value.Done)], [.. answers.SelectMany(a => a!.Value.Short)])
            : null;
    }

    private async Task<(ImmutableArray<LineAllocation> Done, ImmutableArray<Shortage> Short)?> Allocate(
        AllocationRequest line, bool again)
    {
        if (again && line.Candidates.Length > 1)
        {
            var standing = await Standing(line);
            if (standing is not [])
            {
                return standing is null ? null : ([.. standing], []);
            }
        }
        long available = 0;
        foreach (var location in line.Candidates)
        {
            var command = new Allocate(line.Reservation, key.Id, line.Quantity, line.Hold);
            switch (await Try(() => Stock(line.Sku, location).Allocate(command)))
            {
                case null:
                    return null;
                case AllocateResult.Allocated or AllocateResult.AlreadyAllocated:
                    return ([new LineAllocation(line.LineId, location)], []);
                case AllocateResult.OutOfStock none:
                    available = Math.Max(available, none.Available);
                    break;
            }
        }
        return ([], [new Shortage(line.LineId, line.Quantity, available)]);
    }

    /// <summary>
    /// Where earlier attempts have committed the line, or null when somebody cannot say: asking the next candidate then
    /// would commit it twice. More than one is reported as it is; the order gives back what is too much.
    /// </summary>
    private async Task<List<LineAllocation>?> Standing(AllocationRequest line)
    {
        var found = new List<LineAllocation>();
        foreach (var location in line.Candidates)
        {
            var asked = await Try<Asked>(async () => new Asked(
                await Stock(line.Sku, location).ReadReservation(line.Reservation)));
            if (asked is null)
            {
                return null;
            }
            if (asked.Found is { Status: ReservationStatus.Committed })
            {
                found.Add(new LineAllocation(line.LineId, location));
            }
        }
        return found;
    }

    private sealed record Asked(ReservationView? Found);

    private async Task<T?> Try<T>(Func<Task<T>> call) where T : class
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (
                e is OutcomeUnknownException or BusyException or TimeoutException or Orleans.Runtime.OrleansException)
            {
                if (attempt == Attempts)
                {
                    return null;
                }
            }
            catch (RecordUnreadableException)
            {
                // Somebody has to restore it first; the other calls of this order go on.
                return null;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50 * attempt * attempt), clock);
        }
    }

    private IStock Stock(Sku sku, LocationId location) =>
        grains.Actor<IStock>(new StockKey(key.Tenant, sku, location).ToString());

    private IPayment Payment(PaymentId id) => grains.Actor<IPayment>(new PaymentKey(key.Tenant, id).ToString());
}
