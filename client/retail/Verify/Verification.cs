namespace RetailActors.Retail.Verify;

/// <summary>Where to look and how long to wait.</summary>
internal sealed record VerifyOptions(
    Uri Url, string Key, string? Database, FileInfo? Ledger, TimeSpan Quiesce, FileInfo? Json);

/// <summary>One verification.</summary>
internal static class Verification
{
    public static Task<int> Run(VerifyOptions options, Terminal terminal, CancellationToken cancellation) =>
        Task.FromResult(Verbs.Failed);
}
