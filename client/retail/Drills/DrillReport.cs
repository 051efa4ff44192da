using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RetailActors.Retail.Drills;

/// <summary>The results of drills as Markdown for people and as JSON for programs, with a signature over the JSON.
/// </summary>
/// <remarks>ECDSA over P-256 with SHA-256, in the form that <c>openssl dgst -sha256 -verify</c> reads.</remarks>
internal static class DrillReport
{
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes <c>drills.json</c>, <c>drills.sig</c>, <c>drills.pub.pem</c> and <c>drills.md</c>; says where.
    /// </summary>
    public static async Task<string> Write(
        DrillOptions options, IReadOnlyList<DrillResult> results, CancellationToken cancellation)
    {
        using var key = Key(options.SigningKey!);
        var (json, signature, open, text) = (
            At(options, "json"), At(options, "sig"), At(options, "pub.pem"), At(options, "md"));
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new
        {
            version = typeof(DrillReport).Assembly.GetName().Version?.ToString(3),
            at = DateTimeOffset.UtcNow, cores = Environment.ProcessorCount, database = options.Database,
            ordersPerSecond = options.Rate, gateways = options.Gateways, settings = options.Settings,
            smoke = options.IsSmoke, results,
        }, _options);
        await File.WriteAllBytesAsync(json, bytes, cancellation);
        await File.WriteAllBytesAsync(
            signature,
            key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence), cancellation);
        await File.WriteAllTextAsync(open, key.ExportSubjectPublicKeyInfoPem(), cancellation);
        await File.WriteAllTextAsync(text, Markdown(options, results, bytes), cancellation);
        return $"Report: {text}, {json}; "
            + $"check it with: openssl dgst -sha256 -verify {open} -signature {signature} {json}";
    }

    private static string Markdown(DrillOptions options, IReadOnlyList<DrillResult> results, byte[] json)
    {
        var text = new StringBuilder();
        text.AppendLine("| drill | what is done | verdict | recovery (s) | orders | sent again | seen and measured |");
        text.AppendLine("|---|---|---|---:|---:|---:|---|");
        foreach (var r in results)
        {
            var seen = r.Skipped
                ?? string.Join(
                    "; ", r.Figures.Select(Words).Prepend(r.Bite).Concat(r.Violations).Where(w => w.Length > 0));
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| `{r.Name}` | {r.Does} | {Verdict(r)} | {Recovery(r)} | {r.Accepted:N0} | {r.FailedRequests:N0} "
                + $"| {seen.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal)} |");
        }
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture,
            $"{options.Database}, {options.Rate} orders/s, {Environment.ProcessorCount} cores, "
            + $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC; SHA-256 of drills.json: "
            + $"`{Convert.ToHexStringLower(SHA256.HashData(json))}`");
        return text.ToString();
    }

    private static string Verdict(DrillResult result) =>
        result.Skipped is not null ? "skipped" : result.IsPassed ? "passed" : "**failed**";

    private static string Recovery(DrillResult result) => result.Skipped is not null ? ""
        : double.IsFinite(result.RecoverySeconds)
        ? result.RecoverySeconds.ToString("0.0", CultureInfo.InvariantCulture) : "never";

    private static string Words(Figure figure) => string.Create(
        CultureInfo.InvariantCulture, $"{figure.Name} {figure.Value:0.##} {figure.Unit}")
        + (figure.Limit is { } limit
            ? string.Create(CultureInfo.InvariantCulture, $" ({(figure.IsFloor ? "least" : "limit")} {limit:0.##})")
            : "");

    private static ECDsa Key(FileInfo file)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            if (file.Exists)
                key.ImportFromPem(File.ReadAllText(file.FullName));
            else
                WriteKey(file, key);
            return key;
        }
        catch (Exception e) when (e is IOException or ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new CommandFailedException($"--signing-key {file.FullName}: {e.Message}");
        }
    }

    private static void WriteKey(FileInfo file, ECDsa key)
    {
        file.Directory?.Create();
        var access = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            access.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file.FullName, access);
        stream.Write(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
    }

    private static string At(DrillOptions options, string end) => Path.Combine(options.Folder, $"drills.{end}");
}
