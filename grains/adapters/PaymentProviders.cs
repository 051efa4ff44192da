using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Net.Http;
using Microsoft.Extensions.Configuration;
using RetailActors.Adapters.Intents;
using RetailActors.Adapters.Psp;
using RetailActors.Adapters.Resilience;
using RetailActors.Payments;

namespace RetailActors.Adapters;

/// <summary>
/// The accounts under <c>Payments:Providers</c>, and <c>sandbox</c> and <c>sandbox2</c> always. Bounds are read at the
/// start; the address is read at the first call, because the host learns its own port only when it listens.
/// </summary>
public sealed class PaymentProviders : IPaymentProviders, IDisposable
{
    private const string Sandbox = "sandbox";
    private const string Second = "sandbox2";
    private const string SandboxUrl = "http://localhost:8080/sandbox/psp";
    private const string Intents = "intents";

    private readonly ExchangeCredit _credit = new(TimeProvider.System);
    private readonly IConfiguration _configuration;
    private readonly FrozenDictionary<string, LaneOptions> _options;
    private readonly ConcurrentDictionary<string, Lazy<Account>> _accounts = new(StringComparer.Ordinal);

    /// <summary>Reads and checks the configuration; throws with the key that is wrong.</summary>
    public PaymentProviders(IConfiguration configuration)
    {
        _configuration = configuration;
        var providers = configuration.GetSection("Payments:Providers");
        _options = providers.GetChildren().Select(c => c.Key).Append(Sandbox).Append(Second).Distinct()
            .ToFrozenDictionary(name => name, name => LaneOptions.Read(providers.GetSection(name)));
        foreach (var name in _options.Keys)
        {
            AddressOf(name);
            KindOf(name);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _options.Keys;

    /// <summary>The lanes that have been used since the start.</summary>
    public IReadOnlyList<LaneView> Views() => [.. _accounts.Values.Select(a => a.Value.Lane.View())];

    /// <inheritdoc/>
    public IPaymentProvider Get(string name) => _options.TryGetValue(name, out var options)
        ? _accounts.GetOrAdd(name, static (name, s) => new Lazy<Account>(() => s.self.Open(name, s.options)),
            (self: this, options)).Value.Provider
        : name == _credit.Name ? _credit : new UnknownProvider(name);

    private Account Open(string name, LaneOptions options)
    {
        var address = AddressOf(name);
        var http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = options.Concurrency,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            ConnectTimeout = options.Timeout,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !address.IsLoopback,
        });
        var lane = Lanes.OfPayments(name, options);
        IPaymentProvider provider = KindOf(name) == Intents
            ? new IntentsProvider(name, address, lane, http, TimeProvider.System)
            : new SandboxPspProvider(name, address, lane, http, TimeProvider.System);
        return new Account(provider, lane, http);
    }

    /// <summary>Which interface an account speaks.</summary>
    private string KindOf(string name)
    {
        var section = _configuration.GetSection("Payments:Providers").GetSection(name);
        var kind = section["Kind"] ?? (name == Second ? Intents : Sandbox);
        return kind is Sandbox or Intents
            ? kind
            : throw new AccountSettingException(
                $"{section.Path}:Kind is '{kind}'; it can be {Sandbox} or {Intents}.");
    }

    private Uri AddressOf(string name)
    {
        var key = $"Payments:Providers:{name}:BaseUrl";
        var text = _configuration[key] ?? (name == Sandbox ? SandboxUrl : name == Second ? $"{SandboxUrl}2" : null);
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new AccountSettingException($"{key} must be an http or https address, but is '{text}'.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var account in _accounts.Values.Where(a => a.IsValueCreated).Select(a => a.Value))
        {
            account.Http.Dispose();
            account.Lane.Dispose();
        }
    }

    private sealed record Account(IPaymentProvider Provider, Lane<ProviderAnswer> Lane, HttpMessageInvoker Http);

    // An order that names nonsense is refused; money that an account no longer configured owes stays owed and visible.
    private sealed class UnknownProvider(string name) : IPaymentProvider
    {
        public string Name => name;

        public ValueTask<ProviderAnswer> Send(ProviderCall call, CancellationToken cancellation) =>
            ValueTask.FromResult<ProviderAnswer>(call.Kind == OperationKind.Authorise
                ? new ProviderAnswer.Rejected("unknown-provider")
                : new ProviderAnswer.Unavailable("unknown-provider"));

        public ValueTask<ProviderAnswer> LookUp(ProviderCall call, CancellationToken cancellation) =>
            ValueTask.FromResult<ProviderAnswer>(new ProviderAnswer.Unavailable("unknown-provider"));
    }
}
