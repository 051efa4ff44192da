using System.Net;
using RetailActors.Adapters;
using RetailActors.Payments;

namespace RetailActors.Tests.Adapters;

public abstract partial class PaymentProviderContract
{
    private const int Kinds = 4;

    [Fact]
    public async Task Every_operation_is_done_once_and_found_again()
    {
        for (var number = 0; number < Kinds; number++)
        {
            var call = await UpTo($"pay_{number}", number);
            (await LookUp(call)).ShouldBe(new ProviderAnswer.NotFound(), $"{call.Kind}");
            var first = (await Send(call)).ShouldBeOfType<ProviderAnswer.Approved>($"{call.Kind}");
            (first.Amount, first.Reference).ShouldBe((call.Amount, first.Reference));
            first.Reference.ShouldNotBeEmpty();
            (await Send(call)).ShouldBe(first, $"{call.Kind}");
            (await LookUp(call)).ShouldBe(first, $"{call.Kind}");
            (await TimesBooked(call)).ShouldBe(1, $"{call.Kind}");
        }
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_found_again_whatever_was_asked()
    {
        for (var number = 0; number < Kinds; number++)
        {
            var call = await UpTo($"pay_{number}", number);
            Wire.LoseAnswer(1);
            (await Send(call)).ShouldBe(new ProviderAnswer.Unknown("connection-lost"), $"{call.Kind}");
            Wire.LoseAnswer(1);
            (await LookUp(call)).ShouldBe(new ProviderAnswer.Unknown("connection-lost"), $"{call.Kind}");
            Wire.LoseAnswer(0);
            await Resolve(call);
            (await TimesBooked(call)).ShouldBe(1, $"{call.Kind}");
        }
    }

    [Fact]
    public async Task An_answer_that_takes_too_long_or_is_nonsense_is_unknown_and_found_later()
    {
        var (late, odd) = (Authorise("pay_late"), Authorise("pay_odd"));
        await Faults(new { mode = "timeout-after-success" });
        (await Send(late)).ShouldBe(new ProviderAnswer.Unknown("timeout"));
        await Faults(new { mode = "garbage" });
        (await Send(odd)).ShouldBeOfType<ProviderAnswer.Unknown>();
        (await LookUp(odd)).ShouldBeOfType<ProviderAnswer.Unknown>();
        await Faults(new { mode = "none" });
        foreach (var call in new[] { late, odd })
        {
            await Resolve(call);
            (await TimesBooked(call)).ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_provider_that_is_down_too_busy_or_not_there_has_done_nothing()
    {
        var call = Authorise("pay_1");
        await Faults(new { mode = "down" });
        (await Send(call)).ShouldBe(new ProviderAnswer.Unavailable("down"));
        (await LookUp(call)).ShouldBe(new ProviderAnswer.Unavailable("down"));
        await Faults(new { mode = "rate-limit" });
        (await Send(call)).ShouldBe(new ProviderAnswer.Unavailable("rate-limited", TimeSpan.FromSeconds(1)));
        (await At(new Uri("http://127.0.0.1:1/psp")).Send(call, Cancellation))
            .ShouldBe(new ProviderAnswer.Unavailable("unreachable"));
        await Faults(new { mode = "none", errorRate = 1.0 });
        (await Send(call)).ShouldBe(new ProviderAnswer.Unknown("http-500"));
        (await LookUp(call)).ShouldBe(new ProviderAnswer.Unknown("http-500"));
        await Faults(new { mode = "none" });
        (await TimesBooked(call)).ShouldBe(0);
        (await LookUp(call)).ShouldBe(new ProviderAnswer.NotFound());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"id\":1,\"status\":7,\"amount\":\"many\",\"data\":{},\"captures\":7,\"error\":[]}")]
    [InlineData("{\"status\":\"approved\",\"reference\":\"x\",\"amount\":{\"minor\":1.5,\"currency\":\"USD\"}}")]
    [InlineData("{\"status\":\"approved\",\"status\":\"declined\"}")]
    [InlineData("{\"id\":\"x\",\"status\":\"succeeded\",\"amount\":1.5,\"currency\":\"usd\",\"created\":\"now\"}")]
    public async Task An_answer_to_another_question_is_neither_money_nor_none(string body)
    {
        for (var number = 0; number < Kinds; number++)
        {
            var call = await UpTo($"pay_{number}", number);
            foreach (var status in new[] { 200, 201, 204, 400, 402, 404, 409, 422, 500 })
            {
                Wire.Replace((HttpStatusCode)status, body);
                foreach (var answer in new[] { await Send(call), await LookUp(call) })
                {
                    (answer is ProviderAnswer.Unknown or ProviderAnswer.Unavailable)
                        .ShouldBeTrue($"{call.Kind} {status}: {answer}");
                }
            }
            Wire.Pass();
        }
    }

    [Fact]
    public async Task A_declined_card_stays_declined_and_nothing_is_held()
    {
        var call = Authorise("pay_1", "tok_declined");
        var first = (await Send(call)).ShouldBeOfType<ProviderAnswer.Declined>();
        (await Send(call)).ShouldBe(first);
        (await LookUp(call)).ShouldBe(first);
        (await TimesBooked(call)).ShouldBe(1);
    }

    [Fact]
    public async Task More_than_there_is_and_another_currency_are_refused_for_good()
    {
        var captured = await UpTo("pay_1", 1);
        ProviderCall[] refused =
        [
            captured with { Amount = captured.Amount with { Minor = 101 } },
            captured with { Amount = new Money(50, new Currency("EUR")) },
            captured with { Kind = OperationKind.Refund },
            captured with { OriginalReference = "nobody_knows" },
        ];
        foreach (var (call, i) in refused.Select((call, i) => (call, i)))
        {
            var named = call with { Key = new OperationId($"pay_1:refused:{i}") };
            (await Send(named)).ShouldBeOfType<ProviderAnswer.Rejected>($"{i}").Code.ShouldNotBeEmpty();
            (await Send(named)).ShouldBeOfType<ProviderAnswer.Rejected>($"{i}");
            (await LookUp(named)).ShouldBe(new ProviderAnswer.NotFound(), $"{i}");
        }
    }

    [Fact]
    public async Task The_same_key_never_stands_for_another_amount()
    {
        await Send(Authorise("pay_1"));
        (await Send(Authorise("pay_1", amount: new Money(99, new Currency("USD")))))
            .ShouldBeOfType<ProviderAnswer.Rejected>();
        (await LookUp(Authorise("pay_1"))).ShouldBeOfType<ProviderAnswer.Approved>().Amount.Minor.ShouldBe(100);
    }

    [Theory]
    [InlineData("USD", 1)]
    [InlineData("JPY", 500_000)]
    [InlineData("KWD", 1_234_567_890)]
    public async Task Amounts_are_minor_units_of_any_currency(string currency, long minor)
    {
        var call = Authorise("pay_1", amount: new Money(minor, new Currency(currency)));
        (await Send(call)).ShouldBeOfType<ProviderAnswer.Approved>().Amount.ShouldBe(call.Amount);
        (await LookUp(call)).ShouldBeOfType<ProviderAnswer.Approved>().Amount.ShouldBe(call.Amount);
    }

    [Theory]
    [InlineData("o'brien")]
    [InlineData("a'] or metadata['key")]
    [InlineData("back\\slash'")]
    [InlineData("../../books")]
    [InlineData("a/b?c=d&e=f#g")]
    [InlineData("100%25 %2F + plus")]
    [InlineData("\"quoted\\\"")]
    public async Task An_id_is_never_more_than_an_id(string id)
    {
        var (call, neighbour) = (Authorise(id), Authorise(id + "'"));
        var first = (await Send(call)).ShouldBeOfType<ProviderAnswer.Approved>();
        (await LookUp(call)).ShouldBe(first);
        (await LookUp(neighbour)).ShouldBe(new ProviderAnswer.NotFound());
        (await TimesBooked(call)).ShouldBe(1);
        await Restart();
        (await LookUp(call)).ShouldBe(first);
    }

    [Fact]
    public async Task The_same_operation_at_the_same_time_is_done_once()
    {
        for (var number = 0; number < Kinds; number++)
        {
            var call = await UpTo($"pay_{number}", number);
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Send(call))));
            answers.ShouldAllBe(a => a is ProviderAnswer.Approved || a is ProviderAnswer.Unknown);
            var done = await Resolve(call);
            answers.OfType<ProviderAnswer.Approved>().ShouldAllBe(a => a == done);
            (await TimesBooked(call)).ShouldBe(1, $"{call.Kind}");
        }
    }

    [Fact]
    public async Task The_key_is_of_the_operation_and_never_of_the_attempt()
    {
        var call = await UpTo("pay_1", 1);
        var before = Wire.Requests.Count;
        Wire.LoseAnswer(1);
        await Send(call);
        Wire.LoseAnswer(0);
        await Send(call);
        Wire.Requests.Skip(before).Select(r => r.Headers.GetValues("Idempotency-Key").Single())
            .ShouldBe([call.IdempotencyKey, call.IdempotencyKey]);
    }
}
