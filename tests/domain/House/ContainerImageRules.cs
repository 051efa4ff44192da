using System.Diagnostics;
using System.Text.Json;

namespace RetailActors.Tests.House;

/// <summary>What <c>dotnet publish /t:PublishContainer</c> is told, against the files that use the images. It is
/// published in tests/cluster, from a registry there.</summary>
public sealed class ContainerImageRules
{
    [Theory]
    [InlineData("silo/RetailActors.Silo.csproj", "retailactors-silo", "deploy/k8s/silo.yaml")]
    [InlineData("client/gateway/RetailActors.Gateway.csproj", "retailactors-gateway", "deploy/k8s/gateway.yaml")]
    public async Task An_image_has_the_name_the_port_the_user_and_the_environment_that_others_count_on(
        string project, string image, string manifest)
    {
        using var evaluated = JsonDocument.Parse(await Evaluate(project));
        var properties = evaluated.RootElement.GetProperty("Properties");
        string Property(string name) => properties.GetProperty(name).GetString()!;
        var items = evaluated.RootElement.GetProperty("Items");

        Property("ContainerRepository").ShouldBe(image);
        Property("ContainerImageTags").Split(';').ShouldBe([Property("Version"), "latest"]);
        Property("ContainerBaseImage").ShouldBe("mcr.microsoft.com/dotnet/aspnet:10.0");
        Property("TargetFramework").ShouldBe("net10.0");
        Property("ContainerUser").ShouldBe("1654");
        items.GetProperty("ContainerPort").EnumerateArray().Single().GetProperty("Identity").GetString()
            .ShouldBe("8080");
        var environment = items.GetProperty("ContainerEnvironmentVariable").EnumerateArray().ToDictionary(
            e => e.GetProperty("Identity").GetString()!, e => e.GetProperty("Value").GetString());
        environment["ASPNETCORE_URLS"].ShouldBe("http://0.0.0.0:8080");
        environment["ASPNETCORE_ENVIRONMENT"].ShouldBe("Production");

        RepositoryTree.Read("docker-compose.yml").ShouldContain($"image: {image}:latest");
        RepositoryTree.Read(manifest).ShouldContain($"image: {image}:{Property("Version")}");
        RepositoryTree.Read(manifest).ShouldContain("containerPort: 8080");
        RepositoryTree.Read(manifest).ShouldContain("runAsNonRoot: true\n        runAsUser: 1654\n");
    }

    private static async Task<string> Evaluate(string project)
    {
        string[] arguments =
        [
            "msbuild", Path.Combine(RepositoryTree.Root, project), "-p:Configuration=Release", "-nodeReuse:false",
            "-getProperty:ContainerRepository,ContainerImageTags,ContainerBaseImage,ContainerUser,Version,"
                + "TargetFramework",
            "-getItem:ContainerPort,ContainerEnvironmentVariable",
        ];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true, WorkingDirectory = RepositoryTree.Root,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, output);
        return output;
    }
}
