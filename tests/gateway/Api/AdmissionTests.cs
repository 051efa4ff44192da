using Microsoft.Extensions.DependencyInjection;
using Orleans;
using RetailActors.Gateway;
using RetailActors.Orders;

namespace RetailActors.Tests;

/// <summary>Too much at once waits for a while or is turned away at the door, and the door opens again.</summary>
public sealed class AdmissionTests
{
    [Fact]
    public async Task Overload_is_503_with_Retry_After_while_health_answers_and_then_all_is_well()
    {
        await using var shop = await Shop.Open("--Gateway:MaxInFlight", "2", "--Gateway:Admission:MaxWaiting", "0");
        var orders = Enumerable.Range(0, 12)
            .Select(_ => shop.Http.Post("/v1/orders", Sample.Order(quantity: 1, method: "tok_slow"))).ToList();
        (await shop.Http.Get("/health/ready")).ShouldBe("200");
        (await shop.Http.Get("/health/live")).ShouldBe("200");
        // Operations have places of their own.
        (await shop.Http.Get("/v1/operations/exceptions")).ShouldBe("200");

        var replies = await Task.WhenAll(orders);

        var shed = replies.Where(r => (int)r.Status == 503).ToList();
        shed.ShouldNotBeEmpty();
        var refused = shed[0].ShouldBe("503 overloaded");
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBe(1);
        refused["traceId"].ShouldNotBeEmpty();
        refused["detail"].ShouldContain("Nothing was done");
        replies.Count(r => (int)r.Status is 201 or 202).ShouldBeGreaterThan(0);
        replies.Count(r => (int)r.Status is 201 or 202 or 503).ShouldBe(replies.Length);
        (await shop.Http.Post("/v1/orders", Sample.Order(quantity: 1))).ShouldBe("201");
    }

    [Fact]
    public async Task Who_may_wait_is_served_when_others_have_left()
    {
        await using var shop = await Shop.Open("--Gateway:MaxInFlight", "2", "--Gateway:Admission:WaitSeconds", "60");
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => shop.Http.Post("/v1/orders", Sample.Order(quantity: 1, method: "tok_slow"))));
        replies.ShouldAllBe(r => (int)r.Status == 201 || (int)r.Status == 202);
    }

    [Fact]
    public async Task Work_that_has_begun_is_finished_for_a_client_that_has_gone_and_the_next_try_gets_its_answer()
    {
        var gate = new Gate();
        await using var shop = await Shop.Open(
            builder => builder.Services.AddSingleton<IOutgoingGrainCallFilter>(gate),
            "--Gateway:Admission:InFlightWaitSeconds", "30");
        var (body, key) = (Sample.Order(quantity: 1).ToJsonString(), Requests.NewId());
        gate.Close();
        using (var client = shop.As("dev-key"))
        using (var patience = new CancellationTokenSource())
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/orders")
            {
                Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Idempotency-Key", key);
            var first = client.SendAsync(request, patience.Token);
            await gate.Reached;
            await patience.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(first);
        }
        var second = shop.Http.Post("/v1/orders", body, key);
        gate.Open();
        var answer = (await second).ShouldBe("201");
        answer.Replayed.ShouldBeTrue();
    }

    [Fact]
    public async Task No_more_requests_wait_for_the_answer_to_their_key_than_the_bound()
    {
        var gate = new Gate();
        await using var shop = await Shop.Open(
            builder => builder.Services.AddSingleton<IOutgoingGrainCallFilter>(gate),
            "--Gateway:Admission:MaxWaiting", "1", "--Gateway:Admission:InFlightWaitSeconds", "30");
        var door = shop.Services.GetRequiredService<Door>();
        var (body, key) = (Sample.Order(quantity: 1).ToJsonString(), Requests.NewId());
        gate.Close();
        var first = shop.Http.Post("/v1/orders", body, key);
        await gate.Reached;
        var second = shop.Http.Post("/v1/orders", body, key);
        await Until.True("the second one waits", () => Task.FromResult(door.Watching.Inside == 1));

        (await shop.Http.Post("/v1/orders", body, key)).ShouldBe("409 idempotency-key-in-flight");

        gate.Open();
        (await first).ShouldBe("201").Replayed.ShouldBeFalse();
        (await second).ShouldBe("201").Replayed.ShouldBeTrue();
        door.Watching.Inside.ShouldBe(0);
    }

    /// <summary>Holds submissions on their way to the order.</summary>
    private sealed class Gate : IOutgoingGrainCallFilter
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource _opened = new();

        public Task Reached => _reached.Task;

        public void Close() => _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => _opened.SetResult();

        public async Task Invoke(IOutgoingGrainCallContext context)
        {
            if (context.InterfaceMethod.DeclaringType == typeof(IOrder) && context.MethodName == nameof(IOrder.Submit))
            {
                _reached.TrySetResult();
                await _opened.Task;
            }
            await context.Invoke();
        }
    }
}
