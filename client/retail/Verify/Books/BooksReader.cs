using System.Runtime.CompilerServices;
using System.Text.Json;

namespace RetailActors.Retail.Verify.Books;

/// <summary>Reads what the systems outside have on record, page by page, past everything of ours.</summary>
/// <param name="root">Where they are: <c>http://localhost:8080/sandbox</c>.</param>
/// <param name="key">API key; the stand-ins do not ask for it, a proxy before them may.</param>
internal sealed class BooksReader(Uri root, string key) : IDisposable
{
    private const int PageSize = 2_000;

    private readonly RetailApi _api = new(root, key, TimeSpan.FromSeconds(10));
    private readonly string _prefix = root.AbsolutePath.TrimEnd('/');

    /// <summary>The books of a client's own sandbox.</summary>
    public static Uri Beside(Uri gateway) => new(gateway, "/sandbox");

    /// <summary>Why the books of a system cannot be read, or null when they can.</summary>
    public async Task<string?> WhyNot(string system, CancellationToken cancellation)
    {
        try
        {
            return await _api.Find($"{_prefix}/{system}/books?limit=1", cancellation) is null
                ? $"{root}/{system}/books is not there"
                : null;
        }
        catch (CommandFailedException e)
        {
            return e.Message;
        }
    }

    /// <summary>Every entry, oldest first.</summary>
    public async IAsyncEnumerable<JsonElement> Read(
        string system, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var after = "";
        while (true)
        {
            var path = $"{_prefix}/{system}/books?limit={PageSize}{after}";
            var page = await _api.Find(path, cancellation)
                ?? throw new CommandFailedException($"The books of {system} have disappeared.");
            foreach (var item in page.Items("items"))
                yield return item;
            if (page.Text("next") is not { } next)
                yield break;
            after = $"&after={Uri.EscapeDataString(next)}";
        }
    }

    public void Dispose() => _api.Dispose();
}
