using System.Collections.Immutable;
using System.Net.Http.Json;
using System.Text.Json;
using RetailActors.Adapters;
using RetailActors.Adapters.Intents;
using RetailActors.Adapters.Psp;
using RetailActors.Adapters.Resilience;
using RetailActors.Payments;
using RetailActors.Tests.Sandbox;

namespace RetailActors.Tests.Adapters;

/// <summary>
/// What the adapter of every payment provider owes, tried over HTTP against its stand-in. Derive a class, name the
/// stand-in and say how its books are read.
/// </summary>
public abstract partial class PaymentProviderContract : IAsyncLifetime
{
    private static readonly Currency _dollars = new("USD");

    private readonly List<Lane<ProviderAnswer>> _lanes = [];
    private SandboxHost _host = null!;

    /// <summary>Path of the stand-in under <c>/sandbox</c>.</summary>
    protected abstract string SandboxPath { get; }

    /// <summary>Opens an account at an address.</summary>
    protected abstract IPaymentProvider Open(Uri address, Lane<ProviderAnswer> lane, HttpMessageInvoker http);

    /// <summary>The keys of all operations in the provider's books, refused ones too.</summary>
    protected abstract IEnumerable<string> Keys(JsonElement books);

    protected Wire Wire { get; } = new();

    protected IPaymentProvider Provider { get; private set; } = null!;

    protected HttpClient Http => _host.Http;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await SandboxHost.Start();
        Provider = At(new Uri(_host.Address, $"sandbox/{SandboxPath}"));
    }

    /// <summary>The provider stops and starts again with the books that it has.</summary>
    private async Task Restart()
    {
        await _host.DisposeAsync();
        _host = await SandboxHost.Start(_host.Directory);
        Provider = At(new Uri(_host.Address, $"sandbox/{SandboxPath}"));
    }

    private IPaymentProvider At(Uri address)
    {
        var lane = Lanes.OfPayments("psp", new LaneOptions
        {
            Timeout = TimeSpan.FromMilliseconds(1_500),
            // Here the answers are tried; how a breaker opens is the lane's own matter.
            BreakerMinimumThroughput = 100_000,
        });
        _lanes.Add(lane);
        return Open(address, lane, new HttpMessageInvoker(Wire, disposeHandler: false));
    }

    protected async Task Faults(object settings) =>
        (await Http.PutAsJsonAsync($"sandbox/{SandboxPath}/faults", settings, Cancellation))
            .EnsureSuccessStatusCode();

    protected async Task<ProviderAnswer> Send(ProviderCall call) => await Provider.Send(call, Cancellation);

    protected async Task<ProviderAnswer> LookUp(ProviderCall call) => await Provider.LookUp(call, Cancellation);

    protected async Task<int> TimesBooked(ProviderCall call) =>
        Keys(await Http.GetFromJsonAsync<JsonElement>($"sandbox/{SandboxPath}/books", Cancellation))
            .Count(key => key == call.IdempotencyKey);

    /// <summary>What the payment does about an answer that it does not have.</summary>
    private async Task<ProviderAnswer.Approved> Resolve(ProviderCall call)
    {
        var found = await LookUp(call);
        return (found is ProviderAnswer.NotFound ? await Send(call) : found).ShouldBeOfType<ProviderAnswer.Approved>();
    }

    protected static ProviderCall Authorise(string payment, string method = "tok_visa", Money? amount = null) => new(
        new Tenant("demo"), new PaymentId(payment), new OrderId("ord_1"), new OperationId($"{payment}:auth"),
        OperationKind.Authorise, amount ?? new Money(100, _dollars), method, null);

    /// <summary>Every kind of operation, each possible after the ones before it.</summary>
    private async Task<ProviderCall> UpTo(string payment, int number)
    {
        var authorise = Authorise(payment);
        if (number == 0)
        {
            return authorise;
        }
        var held = (await Send(authorise)).ShouldBeOfType<ProviderAnswer.Approved>();
        ProviderCall After(OperationKind kind, long minor) => authorise with
        {
            Key = new OperationId($"{payment}:{kind}"), Kind = kind, Amount = new Money(minor, _dollars),
            OriginalReference = held.Reference,
        };
        ImmutableArray<ProviderCall> calls =
        [
            authorise, After(OperationKind.Capture, 60), After(OperationKind.Void, 40),
            After(OperationKind.Refund, 25),
        ];
        foreach (var earlier in calls[1..number])
        {
            (await Send(earlier)).ShouldBeOfType<ProviderAnswer.Approved>();
        }
        return calls[number];
    }

    public async ValueTask DisposeAsync()
    {
        Wire.Dispose();
        _lanes.ForEach(lane => lane.Dispose());
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The contract on the sandbox provider.</summary>
public sealed class SandboxProviderTests : PaymentProviderContract
{
    protected override string SandboxPath => "psp";

    protected override IPaymentProvider Open(Uri address, Lane<ProviderAnswer> lane, HttpMessageInvoker http) =>
        new SandboxPspProvider("sandbox", address, lane, http, TimeProvider.System);

    protected override IEnumerable<string> Keys(JsonElement books) => books.GetProperty("items").EnumerateArray()
        .Select(item => item.GetProperty("key").GetString()!);
}

/// <summary>The contract on a provider whose payments are intents.</summary>
public sealed class IntentsProviderTests : PaymentProviderContract
{
    protected override string SandboxPath => "psp2";

    protected override IPaymentProvider Open(Uri address, Lane<ProviderAnswer> lane, HttpMessageInvoker http) =>
        new IntentsProvider("sandbox2", address, lane, http, TimeProvider.System);

    protected override IEnumerable<string> Keys(JsonElement books) => books.GetProperty("items").EnumerateArray()
        .SelectMany(intent => new[] { "captures", "cancellations", "refunds" }
            .SelectMany(part => intent.GetProperty(part).EnumerateArray()).Append(intent))
        .Select(item => item.GetProperty("idempotency_key").GetString()!);
}
