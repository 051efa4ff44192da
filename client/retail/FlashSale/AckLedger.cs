using System.Text;

namespace RetailActors.Retail.FlashSale;

/// <summary>
/// The buyers' own record of what was promised to them: one line per acknowledged order, written before the buyer goes
/// on, so that it stands whatever happens to the server or to this process afterwards.
/// </summary>
internal sealed class AckLedger(FileInfo file) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _stream = Open(file);

    public void Accepted(string orderId, string externalId)
    {
        var line = Encoding.ASCII.GetBytes($"{orderId}\taccepted\tweb\t{externalId}\n");
        lock (_gate)
            _stream.Write(line);
    }

    public void Dispose() => _stream.Dispose();

    private static FileStream Open(FileInfo file)
    {
        try
        {
            file.Directory?.Create();
            return new FileStream(file.FullName, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"Cannot write the ledger {file.FullName}: {e.Message}");
        }
    }
}
