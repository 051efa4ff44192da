namespace RetailActors.Adapters.Shopify;

/// <summary>The GraphQL documents that we send. Their names are what the stand-in goes by.</summary>
internal static class ShopifyQueries
{
    public const string Fulfil = """
        mutation fulfillmentCreate($order: ID!, $lines: [FulfillmentLineInput!], $tracking: FulfillmentTrackingInput,
          $key: String!) {
          fulfillmentCreate(order: $order, lines: $lines, trackingInfo: $tracking) @idempotent(key: $key) {
            fulfillment { id status } userErrors { code field message } } }
        """;

    public const string Cancel = """
        mutation orderCancel($order: ID!, $reason: OrderCancelReason!, $restock: Boolean!, $refund: Boolean!,
          $notify: Boolean!, $key: String!) {
          orderCancel(orderId: $order, reason: $reason, restock: $restock, refund: $refund, notifyCustomer: $notify)
            @idempotent(key: $key) { job { id } userErrors: orderCancelUserErrors { code field message } } }
        """;

    public const string Refund = """
        mutation refundCreate($order: ID!, $lines: [RefundLineItemInput!], $amount: Decimal!, $currency: CurrencyCode!,
          $key: String!) {
          refundCreate(input: { orderId: $order, refundLineItems: $lines, currency: $currency,
            transactions: [{ orderId: $order, kind: REFUND, gateway: "manual", amount: $amount }] })
            @idempotent(key: $key) { refund { id } userErrors { code: field message } } }
        """;

    public const string Tag = """
        mutation tagsAdd($id: ID!, $tags: [String!]!) {
          tagsAdd(id: $id, tags: $tags) { node { id } userErrors { field message } } }
        """;

    public const string LookUp = """
        query orderTags($id: ID!) { order(id: $id) { id tags cancelledAt } }
        """;

    public const string SetInventory = """
        mutation inventorySetQuantities($input: InventorySetQuantitiesInput!, $key: String!) {
          inventorySetQuantities(input: $input) @idempotent(key: $key) {
            inventoryAdjustmentGroup { id } userErrors { code field message } } }
        """;

    public const string UpdatedOrders = """
        query updatedOrders($query: String!, $first: Int!, $after: String) {
          orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
            nodes { id legacyResourceId updatedAt cancelledAt payload refunds { legacyResourceId payload } }
            pageInfo { hasNextPage endCursor } } }
        """;
}
