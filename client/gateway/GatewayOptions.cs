namespace RetailActors.Gateway;

/// <summary>Configuration section <c>Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>Requests of the API that change something under way at once, at most, and as many that only ask; see
    /// <see cref="AdmissionOptions"/>.</summary>
    public int MaxInFlight { get; set; } = 1024;

    /// <summary>How many are worked on at once and how many wait for it.</summary>
    public AdmissionOptions Admission { get; set; } = new();

    /// <summary>How long <c>POST /v1/orders</c> waits for the decision before it answers 202.</summary>
    public double OrderPatienceSeconds { get; set; } = 3;

    /// <summary>Further attempts after an unknown outcome. A retry finds it out: commands are idempotent.</summary>
    public int RetryAttempts { get; set; } = 2;

    /// <summary>All attempts of one grain call together end after this; the answer is then 503. Longer than a silo on a
    /// busy machine needs to hand its actors over, so that a restart costs a request time and nothing else.</summary>
    public double RetryBudgetSeconds { get; set; } = 15;

    /// <summary>Answering goes on for so long after readiness has told load balancers of the end.</summary>
    public double DrainSeconds { get; set; } = 3;

    /// <summary>Grain calls at once for one request that concerns many entities.</summary>
    public int MaxFanOut { get; set; } = 32;

    /// <summary>Whether <c>dev-key</c> is let in. Never in Production, whatever this says.</summary>
    public bool DevelopmentClient { get; set; } = true;

    /// <summary>Programs that may call.</summary>
    public List<ClientOptions> Clients { get; set; } = [];

    /// <summary>Units that a channel never sees, for each SKU and location; from section <c>Channels</c>.</summary>
    internal Dictionary<string, int> Buffers { get; } = new(StringComparer.Ordinal);

    /// <summary>Days within which announced goods may be promised, by channel; from section <c>Channels</c>.</summary>
    internal Dictionary<string, int> Horizons { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads and checks.</summary>
    public static GatewayOptions Read(IConfiguration configuration)
    {
        var options = new GatewayOptions();
        try
        {
            configuration.GetSection("Gateway").Bind(options);
            foreach (var channel in configuration.GetSection("Channels").GetChildren())
            {
                options.Buffers[channel.Key] = channel.GetValue("Buffer", 0);
                options.Horizons[channel.Key] = channel.GetValue("IncomingHorizonDays", 0);
            }
        }
        catch (InvalidOperationException e)
        {
            throw new WrongSettingException(e.Message);
        }
        options.Check();
        return options;
    }

    private void Check()
    {
        foreach (var (channel, days) in Horizons.Where(h => h.Value is < 0 or > 365))
        {
            throw new WrongSettingException($"Channels:{channel}:IncomingHorizonDays must be 0 to 365, but is {days}.");
        }
        Require(MaxInFlight is >= 1 and <= 100_000, nameof(MaxInFlight), "1 to 100000");
        Require(OrderPatienceSeconds is >= 0 and <= 60, nameof(OrderPatienceSeconds), "0 to 60");
        Require(RetryAttempts is >= 0 and <= 5, nameof(RetryAttempts), "0 to 5");
        Require(RetryBudgetSeconds is >= 0.1 and <= 60, nameof(RetryBudgetSeconds), "0.1 to 60");
        Require(DrainSeconds is >= 0 and <= 60, nameof(DrainSeconds), "0 to 60");
        Admission.Check(Require);
        Require(MaxFanOut is >= 1 and <= 1_000, nameof(MaxFanOut), "1 to 1000");
    }

    private static void Require(bool fine, string key, string range)
    {
        if (!fine)
        {
            throw new WrongSettingException($"Gateway:{key} must be {range}.");
        }
    }
}

/// <summary>One program that may call.</summary>
public sealed class ClientOptions
{
    /// <summary>Name in the journal and in idempotency scopes.</summary>
    public string Id { get; set; } = "";

    /// <summary>Whose data it works on.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>SHA-256 of its keys in hex; two while a key is being rotated.</summary>
    public List<string> KeyHashes { get; set; } = [];

    /// <summary>The key itself, for development; hashed at start and not kept.</summary>
    public string? Key { get; set; }

    /// <summary>What it may do: <c>orders:write</c>, <c>stock:read</c>, … or <c>*</c>.</summary>
    public List<string> Scopes { get; set; } = [];

    /// <summary>What it is there for: <c>it</c>, <c>operations</c>, <c>finance</c>, <c>service</c>, <c>store</c>. Each
    /// brings its scopes, and limits which exceptions may be decided.</summary>
    public List<string> Roles { get; set; } = [];

    /// <summary>Requests per second in the long run; 0 for no limit.</summary>
    public double RatePerSecond { get; set; }

    /// <summary>Requests at once after a pause; by default one second's worth.</summary>
    public int Burst { get; set; }

    /// <summary>From then on its keys are refused.</summary>
    public DateTimeOffset? Expires { get; set; }
}
