using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans;
using Orleans.Runtime;
using RetailActors.Gateway;
using RetailActors.Orders;

namespace RetailActors.Tests;

/// <summary>The directory that knows where an actor lives is on a silo too. When that silo dies, Orleans cancels the
/// calls that asked it: nobody knows what became of them, and that is no 500.</summary>
public sealed class DeadDirectoryTests
{
    [Fact]
    public async Task A_cancelled_call_is_made_again_and_an_outcome_that_stays_unknown_is_503()
    {
        var dead = new DeadDirectory();
        await using var shop = await Shop.Open(
            builder => builder.Services.AddSingleton<IOutgoingGrainCallFilter>(dead),
            "--Gateway:RetryBudgetSeconds", "2");
        dead.Left = 2;
        (await shop.Http.Post("/v1/orders", Sample.Order(quantity: 1))).ShouldBe("201");
        dead.Left.ShouldBe(0);

        dead.Left = int.MaxValue;
        var (order, key) = (Sample.Order(quantity: 1).ToJsonString(), Requests.NewId());
        var unknown = (await shop.Http.Post("/v1/orders", order, key)).ShouldBe("503 outcome-unknown");
        unknown.Headers.RetryAfter.ShouldNotBeNull();

        dead.Left = 0;
        (await shop.Http.Post("/v1/orders", order, key)).ShouldBe("201");
    }

    [Theory]
    [InlineData(typeof(TaskCanceledException))]
    [InlineData(typeof(SiloUnavailableException))]
    [InlineData(typeof(OrleansException))]
    public async Task A_call_that_reaches_nobody_is_made_again_as_often_as_the_bound_and_no_more(Type says)
    {
        var dead = new DeadDirectory { Says = says };
        await using var shop = await Shop.Open(
            builder => builder.Services.AddSingleton<IOutgoingGrainCallFilter>(dead));
        var clock = new FakeTimeProvider();
        // A budget of a day: it is the number of attempts that ends them.
        var cluster = new Cluster(shop.Grains, new GatewayOptions { RetryBudgetSeconds = 86_400 }, clock);
        dead.Left = int.MaxValue;
        var asking = cluster.Ask<IOrder, SubmitResult>("demo/nobody", order => order.Submit(null!)).AsTask();
        for (var attempts = 1; attempts <= Cluster.QuickAttempts; attempts++)
        {
            await Until.True($"{attempts} attempts", () => Task.FromResult(int.MaxValue - dead.Left == attempts));
            clock.Advance(TimeSpan.FromSeconds(5));
        }
        (await Should.ThrowAsync<Exception>(asking)).ShouldBeOfType(says);
        (int.MaxValue - dead.Left).ShouldBe(1 + Cluster.QuickAttempts);
    }

    [Fact]
    public void What_Orleans_says_when_nobody_answers_is_an_unknown_outcome_and_a_mistake_of_ours_is_not()
    {
        Cluster.IsUnknown(new TaskCanceledException()).ShouldBeTrue();
        Cluster.IsUnknown(new SiloUnavailableException()).ShouldBeTrue();
        Cluster.IsUnknown(new TimeoutException()).ShouldBeTrue();
        Cluster.IsUnknown(new OutcomeUnknownException("lost")).ShouldBeTrue();
        Cluster.IsUnknown(new InvalidOperationException()).ShouldBeFalse();
        Cluster.IsUnknown(new NullReferenceException()).ShouldBeFalse();
    }

    /// <summary>Cancels submissions on their way, as a directory does that is gone.</summary>
    private sealed class DeadDirectory : IOutgoingGrainCallFilter
    {
        private int _left;

        public Type Says { get; init; } = typeof(TaskCanceledException);

        public int Left
        {
            get => Volatile.Read(ref _left);
            set => Volatile.Write(ref _left, value);
        }

        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (Left > 0 && context.MethodName == nameof(IOrder.Submit)
                && context.InterfaceMethod.DeclaringType == typeof(IOrder))
            {
                Interlocked.Decrement(ref _left);
                throw (Exception)Activator.CreateInstance(Says, "The directory has gone.")!;
            }
            return context.Invoke();
        }
    }
}
