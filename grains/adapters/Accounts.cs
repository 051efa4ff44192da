using System.Collections.Concurrent;
using System.Net.Http;
using Microsoft.Extensions.Configuration;
using RetailActors.Adapters.Resilience;
using RetailActors.Postings;

namespace RetailActors.Adapters;

/// <summary>The accounts under <c>Accounts</c>, and while the sandbox is on one for each kind of system.</summary>
/// <remarks>Bounds are read at the start; an address is read at each call, because the host learns its own port only
/// when it listens.</remarks>
public sealed class Accounts : IAccounts, IDisposable
{
    /// <summary>Value of <c>Accounts:Default</c> that leaves the standard accounts out.</summary>
    public const string NoDefault = "None";

    private readonly IConfiguration _configuration;
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, AccountSettings> _settings = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<OpenAccount>> _open = new(StringComparer.Ordinal);

    /// <summary>Reads and checks the configuration; throws with the key that is wrong.</summary>
    /// <param name="configuration">Section <c>Accounts</c>.</param>
    /// <param name="systems">The registered kinds of systems.</param>
    /// <param name="clock">UTC.</param>
    /// <param name="sandbox">The stand-ins are in this process.</param>
    public Accounts(
        IConfiguration configuration, IEnumerable<ISystemKind> systems, TimeProvider clock, bool sandbox)
    {
        (_configuration, _clock) = (configuration, clock);
        var kinds = systems.ToDictionary(s => s.System, StringComparer.Ordinal);
        var section = configuration.GetSection("Accounts");
        var standard = sandbox && UsesStandard(configuration)
            ? AccountSettings.Standard.Where(a => kinds.ContainsKey(a.System)).ToList()
            : [];
        foreach (var (name, system, channel) in standard)
        {
            var account = section.GetSection(name);
            if (account["System"] is null)
            {
                _settings.Add(name, AccountSettings.Read(account, kinds[system], channel, sandbox));
            }
        }
        foreach (var account in section.GetChildren()
            .Where(c => c.GetChildren().Any() && !_settings.ContainsKey(c.Key)))
        {
            var system = account["System"]
                ?? throw new AccountSettingException($"{account.Path}:System is missing; it can be {Names(kinds)}.");
            if (!kinds.TryGetValue(system, out var kind))
            {
                throw new AccountSettingException(
                    $"{account.Path}:System is '{system}'; it can be {Names(kinds)}.");
            }
            _settings.Add(account.Key, AccountSettings.Read(account, kind, null, sandbox));
        }
        Rules = [.. _settings.Values.Select(s => s.Rule)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<AccountRule> Rules { get; }

    /// <inheritdoc/>
    public IDocumentAdapter Get(string name) => Find(name)?.Guard ?? new NoAccount();

    /// <summary>Makes one attempt at an account that is no document, in the account's lane like all others.</summary>
    /// <param name="name">The account, as configured.</param>
    /// <param name="attempt">Answers for whatever the system does; a cancelled token's exception goes through.</param>
    /// <param name="cancellation">Nobody waits for it any more.</param>
    /// <returns>What the attempt or its lane says; Unavailable when there is no such account.</returns>
    public ValueTask<PostingAnswer> Attempt(
        string name, Func<AccountContext, CancellationToken, ValueTask<PostingAnswer>> attempt,
        CancellationToken cancellation) => Find(name) is { } open
        ? open.Lane.Run(static (s, c) => s.attempt(s.open.Context, c), (attempt, open), cancellation)
        : ValueTask.FromResult<PostingAnswer>(new PostingAnswer.Unavailable("unknown-account"));

    /// <summary>The lanes that have been used since the start.</summary>
    public IReadOnlyList<LaneView> Views() =>
        [.. _open.Values.Where(a => a.IsValueCreated).Select(a => a.Value.Lane.View())];

    /// <summary>Points every account without an address to the stand-ins of this process.</summary>
    /// <param name="sandbox">Their root: <c>http://127.0.0.1:8080/sandbox</c>.</param>
    public void PointTo(string sandbox)
    {
        foreach (var (name, settings) in _settings)
        {
            if (_configuration[AddressKey(name)] is null && settings.System.SandboxPath.Length > 0)
            {
                _configuration[AddressKey(name)] = $"{sandbox}/{settings.System.SandboxPath}";
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var account in _open.Values.Where(a => a.IsValueCreated).Select(a => a.Value))
        {
            account.Lane.Dispose();
            account.Context.Http.Dispose();
            (account.Adapter as IDisposable)?.Dispose();
        }
    }

    private static bool UsesStandard(IConfiguration configuration) => configuration["Accounts:Default"] switch
    {
        null or "Sandbox" => true,
        NoDefault => false,
        var other => throw new AccountSettingException(
            $"Accounts:Default is '{other}'; it can be Sandbox or {NoDefault}."),
    };

    private static string Names(Dictionary<string, ISystemKind> kinds) =>
        kinds.Count == 0 ? "none" : string.Join(", ", kinds.Keys.Order(StringComparer.Ordinal));

    private static string AddressKey(string name) => $"Accounts:{name}:BaseUrl";

    private OpenAccount? Find(string name) => _settings.TryGetValue(name, out var settings)
        ? _open.GetOrAdd(name, static (name, s) => new Lazy<OpenAccount>(() => s.self.Open(name, s.settings)),
            (self: this, settings)).Value
        : null;

    private OpenAccount Open(string name, AccountSettings settings)
    {
        var http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = settings.Lane.Concurrency,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            ConnectTimeout = settings.Lane.Timeout,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = _configuration[AddressKey(name)] is { } url && !new Uri(url).IsLoopback,
        });
        var context = new AccountContext(
            name, () => AddressOf(name), http, _configuration.GetSection($"Accounts:{name}"), _clock);
        var adapter = settings.System.Open(context);
        var lane = Lanes.OfDocuments(name, settings.Lane, _clock);
        return new OpenAccount(
            context, new GuardedAccount(adapter, lane, settings.System.Capability), adapter, lane);
    }

    private Uri AddressOf(string name) => new(
        _configuration[AddressKey(name)]?.TrimEnd('/')
        ?? throw new AccountSettingException($"{AddressKey(name)} is missing."));

    private sealed record OpenAccount(
        AccountContext Context, IDocumentAdapter Guard, IDocumentAdapter Adapter, Lane<PostingAnswer> Lane);

    // What an account that is no longer configured is owed stays owed and visible.
    private sealed class NoAccount : IDocumentAdapter
    {
        public ValueTask<PostingAnswer> Send(DocumentCall call, CancellationToken cancellation) =>
            ValueTask.FromResult<PostingAnswer>(new PostingAnswer.Unavailable("unknown-account"));

        public ValueTask<PostingAnswer> LookUp(DocumentCall call, CancellationToken cancellation) =>
            ValueTask.FromResult<PostingAnswer>(new PostingAnswer.Unavailable("unknown-account"));
    }
}
