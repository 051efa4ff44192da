namespace RetailActors.Gateway;

/// <summary>What a client may do.</summary>
[Flags]
public enum Scopes
{
    None = 0,
    OrdersRead = 1,
    OrdersWrite = 2,
    StockRead = 4,
    StockWrite = 8,
    PaymentsRead = 16,
    PaymentsWrite = 32,
    ReferenceRead = 64,
    ReferenceWrite = 128,
    OperationsRead = 256,
    OperationsWrite = 512,
    ReturnsRead = 1024,
    ReturnsWrite = 2048,
    ClusterRead = 4096,
    Reads = OrdersRead | StockRead | PaymentsRead | ReferenceRead | OperationsRead | ReturnsRead | ClusterRead,
    All = Reads | OrdersWrite | StockWrite | PaymentsWrite | ReferenceWrite | OperationsWrite | ReturnsWrite,
}

/// <summary>The names of scopes in configuration and in the documents.</summary>
public static class ScopeNames
{
    /// <summary>Null when there is no such scope.</summary>
    public static Scopes? Parse(string name) => name switch
    {
        "orders:read" => Scopes.OrdersRead,
        "orders:write" => Scopes.OrdersWrite,
        "stock:read" => Scopes.StockRead,
        "stock:write" => Scopes.StockWrite,
        "payments:read" => Scopes.PaymentsRead,
        "payments:write" => Scopes.PaymentsWrite,
        "reference:read" => Scopes.ReferenceRead,
        "reference:write" => Scopes.ReferenceWrite,
        "operations:read" => Scopes.OperationsRead,
        "operations:write" => Scopes.OperationsWrite,
        "returns:read" => Scopes.ReturnsRead,
        "returns:write" => Scopes.ReturnsWrite,
        "cluster:read" => Scopes.ClusterRead,
        "*" => Scopes.All,
        _ => null,
    };

    /// <summary>The name of a single scope.</summary>
    public static string Of(Scopes scope) => scope switch
    {
        Scopes.OrdersRead => "orders:read",
        Scopes.OrdersWrite => "orders:write",
        Scopes.StockRead => "stock:read",
        Scopes.StockWrite => "stock:write",
        Scopes.PaymentsRead => "payments:read",
        Scopes.PaymentsWrite => "payments:write",
        Scopes.ReferenceRead => "reference:read",
        Scopes.ReferenceWrite => "reference:write",
        Scopes.OperationsRead => "operations:read",
        Scopes.OperationsWrite => "operations:write",
        Scopes.ReturnsRead => "returns:read",
        Scopes.ReturnsWrite => "returns:write",
        Scopes.ClusterRead => "cluster:read",
        _ => "*",
    };
}
