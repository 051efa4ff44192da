using Orleans.Dashboard;

namespace RetailActors.Gateway;

/// <summary>Orleans' own page at <see cref="Path"/>, for keys with the scope <c>cluster:read</c>.</summary>
/// <remarks>The silos count and the host that has the API shows, be it a silo or a gateway of its own.</remarks>
public static class ClusterDashboard
{
    /// <summary>Where it is.</summary>
    public const string Path = "/cluster";

    private const string Key = "Cluster:Dashboard";

    /// <summary>Lets a gateway of its own ask the silos, if <paramref name="on"/>.</summary>
    public static void AddDashboard(this IClientBuilder client, bool on)
    {
        if (on)
        {
            client.AddDashboard(o => o.HideTrace = true);
        }
    }

    /// <summary>Serves it, if <paramref name="on"/>.</summary>
    public static void MapDashboard(this WebApplication app, bool on)
    {
        if (on)
        {
            app.GuardForOperators(Path);
            app.MapOrleansDashboard(Path);
        }
    }

    /// <summary>What <c>Cluster:Dashboard</c> says; yes, if it says nothing.</summary>
    /// <exception cref="WrongSettingException">It is neither true nor false.</exception>
    public static bool IsOn(IConfiguration configuration) => configuration[Key] is not { } text
        || (bool.TryParse(text, out var on) ? on
            : throw new WrongSettingException($"{Key} is '{text}'; it can be true or false."));
}
