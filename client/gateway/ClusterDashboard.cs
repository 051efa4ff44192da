using Orleans.Dashboard;

namespace RetailActors.Gateway;

/// <summary>Orleans' own page at <see cref="Path"/>, for keys with the scope <c>cluster:read</c>.</summary>
/// <remarks>The silos count and the host that has the API shows, be it a silo or a gateway of its own.</remarks>
public static class ClusterDashboard
{
    /// <summary>Where it is.</summary>
    public const string Path = "/cluster";

    private const string Key = "Cluster:Dashboard";

    /// <summary>Lets a gateway of its own ask the silos, unless <c>Cluster:Dashboard</c> is false.</summary>
    /// <exception cref="WrongSettingException">It is neither true nor false.</exception>
    public static void AddDashboard(this IClientBuilder client, IConfiguration configuration)
    {
        if (IsOn(configuration))
        {
            client.AddDashboard(o => o.HideTrace = true);
        }
    }

    /// <summary>Serves it, unless <c>Cluster:Dashboard</c> is false.</summary>
    public static void MapDashboard(this WebApplication app)
    {
        if (IsOn(app.Configuration))
        {
            app.GuardForOperators(Path);
            app.MapOrleansDashboard(Path);
        }
    }

    private static bool IsOn(IConfiguration configuration) => configuration[Key] is not { } text
        || (bool.TryParse(text, out var on) ? on
            : throw new WrongSettingException($"{Key} is '{text}'; it can be true or false."));
}
