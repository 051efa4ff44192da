using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using RetailActors.Retail.Cluster;

namespace RetailActors.Tests.Images;

/// <summary>An image that <c>dotnet publish /t:PublishContainer</c> has written to a file, and its files unpacked.
/// </summary>
internal sealed class ContainerImage
{
    private readonly string _files;
    private readonly JsonElement _config;

    private ContainerImage(string files, string[] tags, JsonElement config) =>
        (_files, Tags, _config) = (files, tags, config);

    /// <summary>Its names.</summary>
    public IReadOnlyList<string> Tags { get; }

    /// <summary>Who the program is when nobody says otherwise.</summary>
    public string User => _config.GetProperty("User").GetString()!;

    public IEnumerable<string> Ports => _config.GetProperty("ExposedPorts").EnumerateObject().Select(p => p.Name);

    /// <summary>The image that it stands on.</summary>
    public string Base =>
        _config.GetProperty("Labels").GetProperty("org.opencontainers.image.base.name").GetString()!;

    public IReadOnlyDictionary<string, string> Environment => Texts("Env")
        .Select(e => e.Split('=', 2)).ToDictionary(e => e[0], e => e[1]);

    /// <summary>Publishes a project that is built already, as deploy/README.md says it, with this base image.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="project">Folder in it.</param>
    /// <param name="configuration">Debug or Release.</param>
    /// <param name="baseImage">Registry and name.</param>
    /// <param name="folder">Where file and unpacked image go.</param>
    public static async Task<ContainerImage> Publish(
        string root, string project, string configuration, string baseImage, string folder)
    {
        Directory.CreateDirectory(folder);
        var archive = Path.Combine(folder, "image.tar");
        var start = new ProcessStartInfo("dotnet",
        [
            "publish", project, "-c", configuration, "--no-build", "/t:PublishContainer", "-nodeReuse:false",
            $"-p:ContainerBaseImage={baseImage}", $"-p:ContainerArchiveOutputPath={archive}",
            $"-p:PublishDir={Path.Combine(folder, "publish")}/",
        ])
        { RedirectStandardOutput = true, WorkingDirectory = root };
        start.Environment["DOTNET_CONTAINER_INSECURE_REGISTRIES"] = baseImage.Split('/')[0];
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, output);
        return await Unpack(archive, folder);
    }

    /// <summary>Starts its program with the environment of the image and no other, as the image's user where this
    /// process may decide that.</summary>
    /// <param name="log">File for its output.</param>
    /// <param name="environment">Instead of and in addition to the image's.</param>
    public ServerProcess Start(string log, IReadOnlyDictionary<string, string> environment)
    {
        var all = Environment.ToDictionary();
        foreach (var (name, value) in environment)
            all[name] = value;
        // The base image here has no .NET; ours is found as we found it.
        foreach (var ours in (string[])["PATH", "DOTNET_ROOT"])
        {
            if (System.Environment.GetEnvironmentVariable(ours) is { } value)
                all[ours] = value;
        }
        var work = InImage(_config.GetProperty("WorkingDir").GetString()!);
        var entry = Texts("Entrypoint").Select(e => e.StartsWith('/') ? InImage(e) : e);
        return ServerProcess.Run(
            ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", work, "env", "-i", .. all.Select(e => $"{e.Key}={e.Value}"),
                .. AsUser(), .. entry], log);
    }

    /// <summary>Whether its program can run as its user here: that takes the right to be somebody else, and a .NET
    /// that others may use, which one in root's home is not.</summary>
    public bool HasItsUser { get; private init; }

    private string[] AsUser() => HasItsUser ? Become(User) : [];

    private static string[] Become(string user) =>
        ["/usr/bin/setpriv", $"--reuid={user}", $"--regid={user}", "--clear-groups", "--bounding-set=-all",
            "--no-new-privs"];

    private static async Task<bool> CanBecome(string user)
    {
        if (!System.Environment.IsPrivilegedProcess || !File.Exists("/usr/bin/setpriv"))
            return false;
        string[] command = [.. Become(user), "dotnet", "--list-runtimes"];
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    private string InImage(string path) => Path.Combine(_files, path.TrimStart('/'));

    private IEnumerable<string> Texts(string name) =>
        _config.GetProperty(name).EnumerateArray().Select(e => e.GetString()!);

    private static async Task<ContainerImage> Unpack(string archive, string folder)
    {
        var parts = Directory.CreateDirectory(Path.Combine(folder, "parts")).FullName;
        await TarFile.ExtractToDirectoryAsync(archive, parts, overwriteFiles: false);
        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(parts, "manifest.json")));
        var image = manifest.RootElement[0];
        var files = Directory.CreateDirectory(Path.Combine(folder, "files")).FullName;
        foreach (var layer in image.GetProperty("Layers").EnumerateArray())
        {
            await using var packed = File.OpenRead(Path.Combine(parts, layer.GetString()!));
            await using var tar = new GZipStream(packed, CompressionMode.Decompress);
            await TarFile.ExtractToDirectoryAsync(tar, files, overwriteFiles: true);
        }
        using var config = JsonDocument.Parse(await File.ReadAllTextAsync(
            Path.Combine(parts, image.GetProperty("Config").GetString()!)));
        var told = config.RootElement.GetProperty("config").Clone();
        return new ContainerImage(
            files, [.. image.GetProperty("RepoTags").EnumerateArray().Select(t => t.GetString()!)], told)
        {
            HasItsUser = await CanBecome(told.GetProperty("User").GetString()!),
        };
    }
}
