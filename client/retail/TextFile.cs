namespace RetailActors.Retail;

/// <summary>Writes reports for people.</summary>
internal static class TextFile
{
    public static async Task Write(FileInfo file, string text, CancellationToken cancellation)
    {
        try
        {
            file.Directory?.Create();
            await File.WriteAllTextAsync(file.FullName, text, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"Cannot write {file.FullName}: {e.Message}");
        }
    }
}
