using System.Globalization;
using System.Net;

namespace RetailActors.Retail.Cluster;

/// <content>Its processes and what they are told.</content>
public sealed partial class LocalCluster
{
    private static readonly IPAddress _advertised = new([127, 0, 0, 2]);

    /// <summary>A database that has just been made knows of no order: books that an earlier cluster has left in the
    /// folder are of another world.</summary>
    private void MakeRoomForBooks()
    {
        var books = Path.Combine(_options.Folder, "sandbox");
        if (Database.Server is not null && Directory.Exists(books))
            Directory.Delete(books, recursive: true);
        Directory.CreateDirectory(books);
    }

    private void StartSandbox()
    {
        var ports = FreePort.Take(3);
        Sandbox = new SiloNode(
            "sandbox", ServerPrograms.Silo, Local(ports[0]), ports[1], LogOf("sandbox"), "/sandbox/psp/faults")
        {
            Arguments =
            [
                $"--urls={Local(ports[0])}", "--Storage:Provider=Sqlite",
                $"--Storage:DataDirectory={Path.Combine(_options.Folder, "sandbox")}", "--Cluster:Clustering=Local",
                $"--Cluster:SiloPort={ports[1]}", $"--Cluster:GatewayPort={ports[2]}", "--Gateway:Enabled=false",
                "--Sandbox:Enabled=true", "--Accounts:Default=None", "--Demo:Enabled=false",
                $"--Sandbox:WebhookTarget={Url}",
            ],
        };
        Sandbox.Start();
    }

    private SiloNode AddNode()
    {
        if (_silos.Length >= MaxSilos)
            throw new CommandFailedException($"A cluster here has at most {MaxSilos} silos.");
        var ports = FreePort.Take(3);
        var name = $"silo-{(_silos.Length + 1).ToString(CultureInfo.InvariantCulture)}";
        var silo = new SiloNode(
            name, _options.Program ?? ServerPrograms.Silo, Local(ports[0]), ports[1], LogOf(name), "/health/ready")
        {
            Arguments =
            [
                $"--urls={Local(ports[0])}", .. Storage(), "--Cluster:Clustering=Database",
                $"--Cluster:SiloPort={ports[1]}", $"--Cluster:GatewayPort={ports[2]}", .. Addresses(ports[1], ports[2]),
                "--Sandbox:Enabled=false", $"--Sandbox:Url={SandboxSeenBySilos}",
                $"--Demo:Enabled={(_silos.Length == 0 ? "true" : "false")}",
                // Gateways take the requests, as in docker-compose.
                .. (string[])(_options.Gateways > 0 ? ["--Gateway:Enabled=false"] : []), .. _options.Settings ?? [],
            ],
            Environment = _options.SiloEnvironment,
        };
        _silos = [.. _silos, silo];
        return silo;
    }

    private IEnumerable<string> Addresses(int siloPort, int clientPort)
    {
        if (!_options.WithFaultProxies)
            return [];
        // The silo listens on one loopback address and tells the others a second one, where the proxy listens.
        _siloLinks.Add(Link(siloPort));
        if (_options.Gateways > 0)
            _clientLinks.Add(Link(clientPort));
        return [$"--Cluster:Address={_advertised}", $"--Cluster:ListenAddress={IPAddress.Loopback}"];
    }

    private static TcpProxy Link(int port) => new(
        new IPEndPoint(_advertised, port), () => new IPEndPoint(IPAddress.Loopback, port));

    private SiloNode NewGateway(int number)
    {
        var name = $"gateway-{number.ToString(CultureInfo.InvariantCulture)}";
        var url = Local(FreePort.Take(1)[0]);
        return new SiloNode(name, ServerPrograms.Gateway, url, 0, LogOf(name), "/health/ready")
        {
            Arguments =
            [
                $"--urls={url}", "--Storage:Provider=PostgreSql", $"--Storage:ConnectionString={SeenDatabase()}",
                .. _options.Settings ?? [],
            ],
        };
    }

    private IEnumerable<string> Storage()
    {
        if (Database.Connection is null)
            return ["--Storage:Provider=Sqlite", $"--Storage:DataDirectory={_options.Folder}"];
        return ["--Storage:Provider=PostgreSql", $"--Storage:ConnectionString={SeenDatabase()}",
            $"--Storage:DataDirectory={_options.Folder}", .. Database.ShardSettings];
    }

    /// <summary>As the processes see it: through the proxy when there is one.</summary>
    private string SeenDatabase()
    {
        var seen = new Npgsql.NpgsqlConnectionStringBuilder(Database.Connection);
        if (_toDatabase is not null)
            (seen.Host, seen.Port) = ("127.0.0.1", _toDatabase.At.Port);
        return seen.ConnectionString;
    }

    private Uri SandboxSeenBySilos => new(Local(_toSandbox?.At.Port ?? Sandbox.Url.Port), "/sandbox");

    private string LogOf(string name) => Path.Combine(_options.Folder, $"{name}.log");

    private static Uri Local(int port) => new($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
}
