using System.Text.Json;

namespace RetailActors.Retail;

/// <summary>Writes results as JSON for scripts.</summary>
internal static class JsonFile
{
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task Write(FileInfo file, object value, CancellationToken cancellation)
    {
        try
        {
            file.Directory?.Create();
            await File.WriteAllBytesAsync(
                file.FullName, JsonSerializer.SerializeToUtf8Bytes(value, _options), cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"Cannot write {file.FullName}: {e.Message}");
        }
    }
}
