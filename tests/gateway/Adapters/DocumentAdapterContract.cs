using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using RetailActors.Adapters;
using RetailActors.Postings;
using RetailActors.Tests.Sandbox;

namespace RetailActors.Tests.Adapters;

/// <summary>
/// What the adapter of every kind of system owes, tried over HTTP against its stand-in. Derive a class, name the kind
/// and a document that its system refuses, and these tests run on it. What only an ERP owes is in
/// <see cref="ErpContract"/>.
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

    /// <summary>How often a document is in the system's books. Override it when they are not items with a <c>key</c>.
    /// </summary>
    protected virtual int Booked(JsonElement books, DocumentCall call) => books.GetProperty("items").EnumerateArray()
        .Count(item => item.TryGetProperty("key", out var booked) && booked.GetString() == call.Key);

    /// <summary>The documents of a story that it takes, in their order; the first needs no other before it.</summary>
    protected virtual IReadOnlyList<Func<Story, DocumentCall>> Documents =>
        [.. Kind.Capability.Kinds.Order().Select(kind => (Func<Story, DocumentCall>)(story => story.Call(kind)))];

    /// <summary>What the other system has to know before it is told of a story.</summary>
    protected virtual Task Prepare(Story story) => Task.CompletedTask;

    /// <summary>The first document under an id as bad as it can be.</summary>
    protected virtual DocumentCall Named(Story story, string id) => Documents[0](story) with
    {
        Key = $"demo:{Kind.Capability.Kinds.Order().First()}:{id}:1",
        Subject = id,
    };

    protected Wire Wire { get; } = new();

    protected IDocumentAdapter Adapter { get; private set; } = null!;

    protected HttpClient Http => _host.Http;

    protected string Root => $"sandbox/{Kind.SandboxPath}";

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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

    protected async Task<int> TimesBooked(DocumentCall call) => Booked(await Books(), call);

    protected async Task<PostingAnswer> Send(DocumentCall call) => await Adapter.Send(call, Cancellation);

    protected async Task<PostingAnswer> LookUp(DocumentCall call) => await Adapter.LookUp(call, Cancellation);

    /// <summary>A story that the other system is ready for.</summary>
    protected async Task<Story> Told(string order)
    {
        var story = new Story(order);
        await Prepare(story);
        return story;
    }

    /// <summary>The first document of a story that the other system is ready for.</summary>
    protected async Task<DocumentCall> First(string order = "ord_1") => Documents[0](await Told(order));

    /// <summary>Posts the documents of a story before one, and returns that one.</summary>
    protected async Task<DocumentCall> UpTo(Story story, int document)
    {
        foreach (var earlier in Documents.Take(document))
        {
            await Post(story, earlier(story));
        }
        return Documents[document](story);
    }

    protected Task<PostingAnswer.Posted> Post(Story story, DocumentKind kind) => Post(story, story.Call(kind));

    protected async Task<PostingAnswer.Posted> Post(Story story, DocumentCall call)
    {
        var answer = await Send(call);
        story.Remember(call, answer);
        return answer.ShouldBeOfType<PostingAnswer.Posted>($"{call.Key}: {answer}");
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
