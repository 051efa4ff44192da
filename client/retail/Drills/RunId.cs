using System.Globalization;

namespace RetailActors.Retail.Drills;

/// <summary>A name that no other run has.</summary>
internal static class RunId
{
    // Letters between the digits: sixteen digits in a row look like a card number to the gateway.
    public static string Next(string prefix) => string.Create(
        CultureInfo.InvariantCulture,
        $"{prefix}{DateTime.UtcNow:yyMMdd}t{DateTime.UtcNow:HHmmss}x{Random.Shared.Next(0x10000):x4}");
}
