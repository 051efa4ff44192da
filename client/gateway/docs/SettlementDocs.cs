using RetailActors.Settlement;

namespace RetailActors.Gateway;

/// <summary>The routes of settlements and of the close.</summary>
public static class SettlementDocs
{
    /// <summary>Files that one gateway takes in at once; one more is answered with 503.</summary>
    public const int FilesAtOnce = 4;

    private const string Tag = "Settlement";
    private const string File = "settlement-1.json";
    private static readonly string _id = SettlementKey.For(new Tenant("demo"), "sandbox", File).Id;

    private static readonly string _settlement = $$"""
        {"id":"{{_id}}","provider":"sandbox","file":"{{File}}","hash":"9f86d081884c7d65","status":"mismatched",
         "payout":"payout_1","amount":{"minor":4242,"currency":"USD"},"paidAt":"2026-11-27T09:00:00Z","bank":"awaited",
         "ledger":"pending","counts":{"matched":1},"issues":[{"part":"batch-sum","class":"batch-sum",
         "status":"mismatched","evidence":"the lines add up to 4240 USD, the payout is 4242 USD"}],
         "lines":[{"number":1,"type":"capture","reference":"psp_1","operation":"psp_2",
         "payment":"{{OrderExamples.Id}}.p1","gross":{"minor":4328,"currency":"USD"},
         "fee":{"minor":86,"currency":"USD"},
         "net":{"minor":4242,"currency":"USD"},"at":"2026-11-25T09:00:00Z","status":"matched","class":"none"}],
         "version":4}
        """;

    private static readonly string _item = $$"""
        {"id":"{{_id}}","provider":"sandbox","file":"{{File}}","status":"reconciled","payout":"payout_1",
         "amount":{"minor":4242,"currency":"USD"},"lines":1,"open":0,"bank":"matched","ledger":"posted",
         "changedAt":"2026-11-27T09:00:00Z"}
        """;

    private const string Report = """
        {"payout":{"id":"payout_1","object":"payout","amount":3919,"currency":"usd","arrival_date":1795770000},
         "balance_transactions":{"object":"list","has_more":false,"data":[{"id":"txn_1","amount":4000,"fee":81,
         "net":3919,"currency":"usd","type":"charge","created":1795600000,"exchange_rate":null,
         "source":{"id":"ch_1","object":"charge","payment_intent":"pi_1","metadata":{"payment":"pay-9"}}}]}}
        """;

    /// <summary>Maps them.</summary>
    public static void Map(RouteTable routes)
    {
        MapReports(routes);
        MapReading(routes);
        MapClose(routes);
    }

    private static void MapReports(RouteTable routes)
    {
        routes.PostFile("/v1/settlements", "import-settlement", Scopes.PaymentsWrite, FilesAtOnce,
                SettlementRoutes.Import)
            .Is(Tag, "Take in a provider's settlement report", """
                As the provider gives it: Adyen's settlement details as text/csv, or a payout of Stripe with its balance
                transactions as application/json; at most 32 MiB and 100,000 lines. The same file again changes nothing.
                Matching goes on by itself; read the settlement to see how far it is.
                """)
            .Query("provider", "Name of the provider account.", "sandbox")
            .Query("file", "Name of the file; one file per provider and name.", File)
            .Takes<SettlementBody>(Report)
            .Answers<SettlementAnswer>(201, "Taken in, with the first lines as they stand.", _settlement)
            .Answers<SettlementAnswer>(200, "The same file came before.", _settlement)
            .Refuses(409, "file-differs")
            .Refuses(422, "wrong-header", "missing-trailer", "row-after-payout", "too-many-lines",
                "too-many-bad-rows");
        routes.Post("/v1/settlements/{id}/bank-lines", "record-bank-line", Scopes.PaymentsWrite, BodyNeed.Required,
                SettlementRoutes.RecordBankLine)
            .Is(Tag, "Record what the bank says about the payout", "The same line again changes nothing.")
            .Path("id", "Id of the settlement.", _id)
            .Takes<BankLineBody>(
                """
                {"reference":"payout_1","amount":{"minor":3919,"currency":"USD"},"valueDate":"2026-11-27T00:00:00Z"}
                """)
            .Answers<SettlementAnswer>(200, "The settlement.", _settlement)
            .Refuses(404, "not-found").Refuses(409, "bank-line-differs");
    }

    private static void MapReading(RouteTable routes)
    {
        routes.Get("/v1/settlements", "list-settlements", Scopes.PaymentsRead, SettlementRoutes.List)
            .Is(Tag, "List settlements", "A page, by id.")
            .Query("status", "matching, mismatched or reconciled.", "mismatched")
            .Query("provider", "Name of the provider account.", "sandbox")
            .Query("cursor", "The next member of the page before.", "").Query("limit", "1 to 200, by default 50.", "50")
            .Answers<SettlementList>(200, "A page.", $$"""{"items":[{{_item}}]}""");
        routes.Get("/v1/settlements/{id}", "get-settlement", Scopes.PaymentsRead, SettlementRoutes.One)
            .Is(Tag, "Read a settlement", "A page of its lines, each with its status, class and evidence.")
            .Path("id", "Id of the settlement.", _id)
            .Query("status", "Only lines of this status.", "unexpected")
            .Query("cursor", "The next member of the page before.", "").Query("limit", "1 to 200, by default 50.", "50")
            .Answers<SettlementAnswer>(200, "The settlement.", _settlement)
            .Refuses(404, "not-found");
    }

    private static void MapClose(RouteTable routes) =>
        routes.Get("/v1/operations/close", "get-close", Scopes.OperationsRead, SettlementRoutes.Close)
            .Is("Operations", "What keeps a period from being closed",
                "Blockers, and why each clearing account has its balance.")
            .Query("period", "The month.", "2026-11")
            .Answers<CloseAnswer>(200, "The state of the close.",
                """
                {"period":"2026-11","clean":false,"blockers":[{"kind":"settlement-line","key":"set_1:7",
                 "group":"sandbox","since":"2026-11-27T09:00:00Z","detail":"gross: expected 4328 USD"}],"more":false,
                 "clearing":[{"provider":"sandbox","balance":{"minor":4328,"currency":"USD"},
                 "inTransit":{"minor":4328,"currency":"USD"},"items":1,"unexplained":{"minor":0,"currency":"USD"}}],
                 "timing":[{"payment":"pay-1","provider":"sandbox","amount":{"minor":4328,"currency":"USD"},
                 "since":"2026-11-26T09:00:00Z"}]}
                """);
}
