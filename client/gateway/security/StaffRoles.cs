using System.Collections.Immutable;
using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>What somebody who works with the page is there for.</summary>
public enum StaffRole
{
    /// <summary>None that this version knows.</summary>
    Unknown,
    /// <summary>Integrations, systems, credentials.</summary>
    It,
    /// <summary>Stores, stock, fulfilment.</summary>
    Operations,
    /// <summary>ERP documents, money, tax, settlement.</summary>
    Finance,
    /// <summary>Customers and their orders.</summary>
    Service,
    /// <summary>One store: pick-ups and returns.</summary>
    Store,
}

/// <summary>What roles mean in scopes, and whose exceptions they decide.</summary>
public static class StaffRoles
{
    private const Scopes Readers = Scopes.OrdersRead | Scopes.StockRead | Scopes.PaymentsRead | Scopes.ReturnsRead
        | Scopes.ReferenceRead;

    /// <summary>All roles.</summary>
    public static readonly ImmutableArray<StaffRole> All =
        [StaffRole.It, StaffRole.Operations, StaffRole.Finance, StaffRole.Service, StaffRole.Store];

    /// <summary>What a role may do, in the scopes of the API.</summary>
    public static Scopes ScopesOf(StaffRole role) => role switch
    {
        StaffRole.It => Readers | Scopes.OperationsRead | Scopes.OperationsWrite | Scopes.ReferenceWrite,
        StaffRole.Operations => Readers | Scopes.OperationsRead | Scopes.OperationsWrite | Scopes.OrdersWrite
            | Scopes.StockWrite | Scopes.ReturnsWrite,
        StaffRole.Finance => Readers | Scopes.OperationsRead | Scopes.OperationsWrite | Scopes.PaymentsWrite,
        StaffRole.Service => Readers | Scopes.OperationsRead | Scopes.OperationsWrite | Scopes.OrdersWrite
            | Scopes.ReturnsWrite,
        StaffRole.Store => Scopes.OrdersRead | Scopes.OrdersWrite | Scopes.StockRead | Scopes.ReferenceRead
            | Scopes.ReturnsRead | Scopes.ReturnsWrite,
        _ => Scopes.None,
    };

    /// <summary>Whose exceptions a role decides; Unknown: nobody's.</summary>
    public static Role OwnerOf(StaffRole role) => role switch
    {
        StaffRole.It => Role.It,
        StaffRole.Operations => Role.Operations,
        StaffRole.Finance => Role.Finance,
        StaffRole.Service => Role.Service,
        _ => Role.Unknown,
    };

    /// <summary>What a person reads of an owner within a sentence.</summary>
    public static string NameOf(Role owner) => owner == Role.It ? "IT" : owner.ToString().ToLowerInvariant();

    /// <summary>What a person reads.</summary>
    public static string TitleOf(StaffRole role) => role switch
    {
        StaffRole.It => "IT",
        StaffRole.Unknown => "No role",
        _ => role.ToString(),
    };

    /// <summary>The role of a name in configuration or in a claim, in any case; null when there is none.</summary>
    public static StaffRole? Parse(string name) =>
        Enum.TryParse<StaffRole>(name, true, out var role) && role != StaffRole.Unknown && !char.IsDigit(name[0])
            ? role
            : null;
}
