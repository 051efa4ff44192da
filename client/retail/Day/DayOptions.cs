namespace RetailActors.Retail.Day;

/// <summary>How large a day, how long it takes, and where.</summary>
/// <param name="Url">The gateway.</param>
/// <param name="Key">API key.</param>
/// <param name="Sandbox">Root of the sandbox.</param>
/// <param name="Database">The journal, for the checks at the end.</param>
/// <param name="Customers">Customers of all channels.</param>
/// <param name="Duration">From opening to closing time.</param>
/// <param name="Patience">How long after closing time the systems may take to become quiet.</param>
/// <param name="Seed">Two days with one seed have the same customers and the same troubles.</param>
/// <param name="Json">The result for programs.</param>
/// <param name="Report">The result as a page.</param>
internal sealed record DayOptions(
    Uri Url, string Key, Uri Sandbox, string? Database, int Customers, TimeSpan Duration, TimeSpan Patience, int Seed,
    FileInfo? Json, FileInfo? Report);
