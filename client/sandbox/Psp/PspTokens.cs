namespace RetailActors.Sandbox.Psp;

/// <summary>The means of payment that the provider knows, and how each behaves when it is authorised.</summary>
internal static class PspTokens
{
    internal const string Visa = "tok_visa";
    internal const string Declined = "tok_declined";
    internal const string Slow = "tok_slow";
    internal const string Timeout = "tok_timeout";

    internal static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(1);

    internal static bool IsKnown(string? token) => token is Visa or Declined or Slow or Timeout;
}
