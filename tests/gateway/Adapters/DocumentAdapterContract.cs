using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using RetailActors.Adapters;
using RetailActors.Postings;
using RetailActors.Tests.Sandbox;

namespace RetailActors.Tests.Adapters;

/// <summary>
/// What every document adapter owes, tried over HTTP against its stand-in. Derive a class, name the kind and a
/// document that its system refuses, and these tests run on it; all documents of <see cref="Capability.Kinds"/> are
/// sent in the order of a <see cref="Story"/>.
/// </summary>
public abstract partial class DocumentAdapterContract : IAsyncLifetime
{
    private const string Secret = "bearer-of-the-account";

    private SandboxHost _host = null!;

    /// <summary>The kind of system under test.</summary>
    protected abstract ISystemKind Kind { get; }

    /// <summary>Makes a document that the system refuses for a business reason, and whatever has to be there first.
    /// </summary>
    protected abstract Task<DocumentCall> Refusable(Story story);

    /// <summary>How often a key is in the system's books. Override it when they are not items with a <c>key</c>.
    /// </summary>
    protected virtual int Booked(JsonElement books, string key) => books.GetProperty("items").EnumerateArray()
        .Count(item => item.TryGetProperty("key", out var booked) && booked.GetString() == key);

    protected Wire Wire { get; } = new();

    protected IDocumentAdapter Adapter { get; private set; } = null!;

    protected HttpClient Http => _host.Http;

    protected string Root => $"sandbox/{Kind.SandboxPath}";

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The documents that it takes, in the order in which an order has them.</summary>
    protected IReadOnlyList<DocumentKind> Kinds => [.. Kind.Capability.Kinds.Order()];

    public async ValueTask InitializeAsync()
    {
        _host = await SandboxHost.Start();
        Adapter = Open(new Uri(_host.Address, Root));
    }

    /// <summary>The other system stops and starts again with the books that it has.</summary>
    protected async Task Restart()
    {
        await _host.DisposeAsync();
        _host = await SandboxHost.Start(_host.Directory);
        Adapter = Open(new Uri(_host.Address, Root));
    }

    protected IDocumentAdapter Open(Uri address) => Kind.Open(new AccountContext(
        "account", () => address, new HttpMessageInvoker(Wire, disposeHandler: false),
        new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Accounts:account:BearerToken", (string?)Secret)])
            .Build().GetSection("Accounts:account"),
        TimeProvider.System));

    protected async Task Faults(object settings) =>
        (await Http.PutAsJsonAsync($"{Root}/faults", settings, Cancellation)).EnsureSuccessStatusCode();

    protected Task<JsonElement> Books() => Http.GetFromJsonAsync<JsonElement>($"{Root}/books", Cancellation);

    protected async Task<int> TimesBooked(string key) => Booked(await Books(), key);

    protected async Task<PostingAnswer> Send(DocumentCall call) => await Adapter.Send(call, Cancellation);

    protected async Task<PostingAnswer> LookUp(DocumentCall call) => await Adapter.LookUp(call, Cancellation);

    /// <summary>Posts the documents of a story before one of a kind, and returns that one.</summary>
    protected async Task<DocumentCall> UpTo(Story story, DocumentKind kind)
    {
        foreach (var earlier in Kinds.TakeWhile(k => k != kind))
        {
            await Post(story, earlier);
        }
        return story.Call(kind);
    }

    protected async Task<PostingAnswer.Posted> Post(Story story, DocumentKind kind)
    {
        var call = story.Call(kind);
        var answer = await Send(call);
        story.Remember(call, answer);
        return answer.ShouldBeOfType<PostingAnswer.Posted>($"{kind}: {answer}");
    }

    /// <summary>What the posting actor does about an answer that it does not have.</summary>
    protected async Task<PostingAnswer.Posted> Resolve(DocumentCall call)
    {
        var found = Kind.Capability.CanLookUp ? await LookUp(call) : new PostingAnswer.NotFound();
        return (found is PostingAnswer.NotFound ? await Send(call) : found).ShouldBeOfType<PostingAnswer.Posted>();
    }

    public async ValueTask DisposeAsync()
    {
        Wire.Dispose();
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
