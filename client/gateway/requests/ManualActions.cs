using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>The trail of what is done by hand, for the API and for the page.</summary>
public sealed class ManualActions(Cluster cluster)
{
    /// <summary>Notes what somebody is about to do. Nothing may be done before.</summary>
    /// <returns>The trail that has it, or null when its day is full.</returns>
    public async ValueTask<AuditKey?> Note(Tenant tenant, AuditAction action)
    {
        var today = AuditKey.At(tenant, action.At);
        var yesterday = today with { Day = today.Day.AddDays(-1) };
        // What is repeated after midnight under the same key is noted already.
        return await cluster.Ask<IAuditTrail, bool>(yesterday.ToString(), t => t.Has(action.Id)) ? yesterday
            : await cluster.Ask<IAuditTrail, bool>(today.ToString(), t => t.Note(action)) ? today
            : null;
    }

    /// <summary>Notes what came of it.</summary>
    public async ValueTask Conclude(AuditKey trail, string id, bool done, string outcome) =>
        await cluster.Ask<IAuditTrail, bool>(trail.ToString(), t => t.Conclude(id, done, outcome));

    /// <summary>Roles as the trail has them, or null.</summary>
    public static string? RolesOf(ApiClient client) => client.Roles.IsDefaultOrEmpty
        ? null
        : string.Join(',', client.Roles.Select(role => role.ToString().ToLowerInvariant()));
}
