namespace RetailActors.Adapters.Shopify;

/// <summary>The GraphQL documents that we send.</summary>
internal static class ShopifyQueries
{
    public const string Open = """
        query openFulfillments($id: ID!) { order(id: $id) { id
          fulfillments(first: 100) { trackingInfo { number } }
          fulfillmentOrders(first: 50) { nodes { id lineItems(first: 100) { nodes { id remainingQuantity
            lineItem { id } } } } } } }
        """;

    public const string Fulfil = """
        mutation fulfillmentCreate($fulfillment: FulfillmentInput!) {
          fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id } userErrors { field message } } }
        """;

    public const string Cancel = """
        mutation orderCancel($orderId: ID!, $reason: OrderCancelReason!, $restock: Boolean!, $refund: Boolean!,
          $notifyCustomer: Boolean!) {
          orderCancel(orderId: $orderId, reason: $reason, restock: $restock, refund: $refund,
            notifyCustomer: $notifyCustomer) {
            job { id } userErrors: orderCancelUserErrors { code field message } } }
        """;

    public const string Refund = """
        mutation refundCreate($input: RefundInput!, $key: String!) {
          refundCreate(input: $input) @idempotent(key: $key) { refund { id } userErrors { field message } } }
        """;

    public const string Tag = """
        mutation tagsAdd($id: ID!, $tags: [String!]!) {
          tagsAdd(id: $id, tags: $tags) { node { id } userErrors { field message } } }
        """;

    public const string LookUp = """
        query orderTags($id: ID!) { order(id: $id) { id tags } }
        """;

    public const string FindItem = """
        query itemOfSku($query: String!) { productVariants(first: 1, query: $query) {
          nodes { sku inventoryItem { id } } } }
        """;

    public const string SetInventory = """
        mutation inventorySetQuantities($input: InventorySetQuantitiesInput!, $key: String!) {
          inventorySetQuantities(input: $input) @idempotent(key: $key) {
            inventoryAdjustmentGroup { id } userErrors { code field message } } }
        """;
}
