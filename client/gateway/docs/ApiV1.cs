namespace RetailActors.Gateway;

/// <summary>The routes of version 1.</summary>
public static class ApiV1
{
    /// <summary>Maps them all.</summary>
    public static void Map(RouteTable routes)
    {
        OrderDocs.Map(routes);
        StockDocs.Map(routes);
        PaymentDocs.Map(routes);
        ReturnDocs.Map(routes);
        ExchangeDocs.Map(routes);
        SettlementDocs.Map(routes);
        ReferenceDocs.Map(routes);
        OperationsDocs.Map(routes);
    }
}
