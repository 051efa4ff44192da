using Microsoft.JSInterop;

namespace RetailActors.Gateway;

/// <summary>What only the browser can do.</summary>
public sealed class Browser(IJSRuntime js)
{
    /// <summary>Saves a file.</summary>
    public async Task Save(string name, byte[] content)
    {
        using var stream = new DotNetStreamReference(new MemoryStream(content));
        await js.InvokeVoidAsync("retail.save", name, stream);
    }

    /// <summary>Chooses <c>system</c>, <c>light</c> or <c>dark</c>, and remembers it.</summary>
    public ValueTask Theme(string choice) => js.InvokeVoidAsync("retail.theme", choice);

    /// <summary>What was chosen.</summary>
    public ValueTask<string> Theme() => js.InvokeAsync<string>("retail.chosen");

    /// <summary>Puts a text into the clipboard.</summary>
    public ValueTask Copy(string text) => js.InvokeVoidAsync("retail.copy", text);
}
