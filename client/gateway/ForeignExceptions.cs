using Orleans.Serialization;

namespace RetailActors.Gateway;

/// <summary>Lets failures pass between processes that have one of a library inside, such as the database's.</summary>
/// <remarks>Orleans sends exceptions of a few namespaces and of types with a serialiser. Of any other one it sends that
/// it cannot send it, and whoever asked no longer sees that the actor was only out of reach: the drill
/// <c>database-backends</c> found requests that were answered with 500 instead of 503.</remarks>
public static class ForeignExceptions
{
    private static readonly string[] _namespaces = ["Npgsql", "Polly", "RetailActors"];

    /// <summary>For silos and for clients of Orleans.</summary>
    public static IServiceCollection AddForeignExceptions(this IServiceCollection services) =>
        services.Configure<ExceptionSerializationOptions>(
            static o => o.SupportedNamespacePrefixes.UnionWith(_namespaces));
}
