using System.Security.Cryptography;
using System.Text.Json;
using RetailActors.Retail;
using RetailActors.Retail.Drills;

namespace RetailActors.Tests.Retail;

/// <summary>The report of drills: one for people, one for programs, and a signature that shows a change.</summary>
public sealed class DrillReport_specs : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("retail-report-");

    [Fact]
    public async Task Markdown_and_JSON_say_the_same_of_each_drill()
    {
        var passed = Drill_specs.Passed(Drill_specs.Named("kill-one"));
        var skipped = DrillResult.NotDone(Drill_specs.Named("disk-full"), "it mounts a small file system");
        var broken = DrillResult.Broken(Drill_specs.Named("clock"), new InvalidOperationException("Two\nlines | one"));
        await Write(passed, skipped, broken);
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(At("json")));
        var results = json.RootElement.GetProperty("results").EnumerateArray().ToList();
        var rows = (await File.ReadAllLinesAsync(At("md"))).Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .Select(l => l.Replace("\\|", "/", StringComparison.Ordinal))
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries)[1..^1])
            .ToList();
        rows.Select(r => r[0].Trim('`')).ShouldBe(results.Select(r => r.GetProperty("name").GetString()));
        rows.Select(r => r[2]).ShouldBe(["passed", "skipped", "**failed**"]);
        results.Select(r => r.GetProperty("isPassed").GetBoolean()).ShouldBe([true, false, false]);
        results.Select(r => r.GetProperty("hasFailed").GetBoolean()).ShouldBe([false, false, true]);
        rows.Select(r => r[3]).ShouldBe(["1.5", "", "never"]);
        rows[0][4..].ShouldBe(["1,234", "5", "felt; failed requests 0 requests (limit 0)"]);
        rows[1][6].ShouldBe(results[1].GetProperty("skipped").GetString());
        rows[2][6].ShouldBe("InvalidOperationException: Two lines / one");
        results[2].GetProperty("recoverySeconds").GetString().ShouldBe("Infinity");
        (await File.ReadAllTextAsync(At("md"))).ShouldContain(
            Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(At("json")))));
    }

    [Fact]
    public async Task The_public_key_confirms_the_file_and_not_one_in_which_a_byte_was_changed()
    {
        await Write(Drill_specs.Passed(Drill_specs.Named("kill-one")));
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(At("pub.pem")));
        var (json, signature) = (await File.ReadAllBytesAsync(At("json")), await File.ReadAllBytesAsync(At("sig")));
        bool Confirmed() =>
            key.VerifyData(json, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        Confirmed().ShouldBeTrue();
        for (var i = 0; i < json.Length; i += 97)
        {
            json[i] ^= 1;
            Confirmed().ShouldBeFalse();
            json[i] ^= 1;
        }
        Confirmed().ShouldBeTrue();
    }

    [Fact]
    public async Task A_key_is_made_once_for_its_owner_only_and_then_used_again()
    {
        await Write(Drill_specs.Passed(Drill_specs.Named("kill-one")));
        var open = await File.ReadAllTextAsync(At("pub.pem"));
        var secret = new FileInfo(Path.Combine(_folder.FullName, "key.pem"));
        if (!OperatingSystem.IsWindows())
            secret.UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        open.ShouldNotContain("PRIVATE");
        await Write(Drill_specs.Passed(Drill_specs.Named("kill-all")));
        (await File.ReadAllTextAsync(At("pub.pem"))).ShouldBe(open);
        await File.WriteAllTextAsync(secret.FullName, "no key", TestContext.Current.CancellationToken);
        await Should.ThrowAsync<CommandFailedException>(Write(Drill_specs.Passed(Drill_specs.Named("kill-all"))));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<string> Write(params DrillResult[] results) => DrillReport.Write(
        Drill_specs.Options(_folder.FullName, new FileInfo(Path.Combine(_folder.FullName, "key.pem"))), results,
        TestContext.Current.CancellationToken);

    private string At(string end) => Path.Combine(_folder.FullName, $"drills.{end}");
}
