using RetailActors.Payments;

namespace RetailActors.Tests.Simulation;

/// <summary>The payment provider with its own books. It knows a repeated key, loses requests and answers, and is down.
/// </summary>
internal sealed class SimProvider(SimClock clock)
{
    public const string BadCard = "tok_declined";

    private readonly Dictionary<OperationId, ProviderAnswer> _answers = [];
    private readonly Dictionary<PaymentId, Book> _books = [];

    /// <summary>What the provider has on record of one payment, in minor units.</summary>
    public sealed record Book(long Authorised, long Captured, long Voided, long Refunded)
    {
        public long Held => Authorised - Captured - Voided;
    }

    public Book Of(PaymentId id) => _books.GetValueOrDefault(id) ?? new Book(0, 0, 0, 0);

    public async Task<ProviderAnswer> Ask(Func<SimProvider, ProviderAnswer> request)
    {
        if (clock.Fault(5))
        {
            await clock.Sleep(10);
            return new ProviderAnswer.Unavailable("down");
        }
        if (clock.Fault(5))
        {
            // It may still be done later, when the caller has long asked again.
            clock.After(clock.Next(12_000), () => request(this));
            await clock.Sleep(3_000);
            return new ProviderAnswer.Unknown("time-out");
        }
        await clock.Sleep(5 + clock.Next(100));
        var answer = request(this);
        await clock.Sleep(5 + clock.Next(clock.Fault(5) ? 5_000 : 50));
        return clock.Fault(5) ? new ProviderAnswer.Unknown("answer lost") : answer;
    }

    public ProviderAnswer LookUp(OperationId id) => _answers.GetValueOrDefault(id) ?? new ProviderAnswer.NotFound();

    public ProviderAnswer Do(PaymentId payment, PaymentCall call)
    {
        if (_answers.TryGetValue(call.Id, out var known))
            return known;
        var book = Of(payment);
        var isRefused = call.Kind switch
        {
            OperationKind.Authorise => call.Method == BadCard,
            OperationKind.Refund => call.Amount.Minor > book.Captured - book.Refunded,
            _ => call.Amount.Minor > book.Held,
        };
        if (!isRefused)
        {
            _books[payment] = call.Kind switch
            {
                OperationKind.Authorise => book with { Authorised = book.Authorised + call.Amount.Minor },
                OperationKind.Capture => book with { Captured = book.Captured + call.Amount.Minor },
                OperationKind.Void => book with { Voided = book.Voided + call.Amount.Minor },
                OperationKind.Refund => book with { Refunded = book.Refunded + call.Amount.Minor },
                _ => throw new InvalidOperationException($"Nobody asked for a {call.Kind}."),
            };
        }
        return _answers[call.Id] = isRefused
            ? new ProviderAnswer.Declined("refused")
            : new ProviderAnswer.Approved($"psp-{_answers.Count}", call.Amount, clock.Now);
    }
}
