using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace RetailActors.Retail.Drills;

/// <summary>What is stored of one order is damaged where it lies, and restored from what was kept of it.</summary>
internal static class PoisonStateDrill
{
    private const string Kind = "record-unreadable";
    private const int Questions = 60;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly HttpClient _http = new() { Timeout = _patience };

    /// <summary>An order rests when it owes nothing: whoever asks next makes it read its journal.</summary>
    public static async Task Damage(Stage stage)
    {
        var (id, stream, kept) = await Choose(stage);
        var ready = ($"/v1/orders/{id}/ready-for-pickup", RunId.Next("ready"));
        var (before, failed) = (stage.Accepted, stage.Load.Failed);
        var length = stage.Span(15, 6);
        Parked parked;
        string desk;
        await Write(stage, stream, kept[..(kept.Length / 2)]);
        try
        {
            parked = await Ask(stage, $"/v1/orders/{id}");
            var refused = await Send(stage, HttpMethod.Post, ready.Item1, ready.Item2);
            stage.Require(refused.IsParked, $"what would change it was answered with {refused.Status}");
            desk = await OnDesk(stage, stream);
            var retried = await Send(stage, HttpMethod.Post, $"{desk}/retry", RunId.Next("retry"));
            stage.Require(retried.Body.Text("status") == "open",
                $"a retry of what is still damaged left the exception {retried.Body.Text("status") ?? "unanswered"}");
            await Task.Delay(length);
        }
        finally
        {
            await Write(stage, stream, kept);
        }
        var others = stage.Accepted - before;
        stage.CountFromNow();
        stage.Bit(parked.Count == Questions, $"{stream} was damaged: {parked.Count} of {Questions} questions at all "
            + $"silos were answered with {Kind}, and the desk had one exception of it");
        stage.Require(parked.Invited == 0, $"{parked.Invited} answers invited to ask again soon");
        stage.Require(others >= stage.Load.PerSecond * length.TotalSeconds / 2,
            $"only {others} orders of others were accepted meanwhile");
        stage.Measure(new Figure("failed requests of everybody else", stage.Load.Failed - failed, "requests", 0));
        await Healed(stage, id, desk, ready);
    }

    private static async Task Healed(Stage stage, string id, string desk, (string Path, string Key) ready)
    {
        var started = Stopwatch.StartNew();
        await Stage.Until(
            async () => (await Send(stage, HttpMethod.Get, $"/v1/orders/{id}")).Status == HttpStatusCode.OK,
            _patience, "the order whose record was restored");
        stage.Measure(new Figure("the restored order answers after", started.Elapsed.TotalSeconds, "s", 10));
        var again = await Send(stage, HttpMethod.Post, ready.Path, ready.Key);
        stage.Require(again.Status == HttpStatusCode.OK, $"the same key was answered with {again.Status} afterwards");
        var retried = await Send(stage, HttpMethod.Post, $"{desk}/retry", RunId.Next("retry"));
        stage.Require(retried.Body.Text("status") == "resolved",
            $"the retry left the exception {retried.Body.Text("status") ?? "unanswered"}");
    }

    /// <summary>An order of the load on the first server that owes nothing any more, nor its documents.</summary>
    private static async Task<(string Id, string Stream, string Events)> Choose(Stage stage)
    {
        var chosen = "";
        await Stage.Until(
            async () =>
            {
                await using var connection = await Open(stage);
                await using var command = connection.CreateCommand();
                command.CommandText =
                    """
                    SELECT min(j.stream) FROM journal j WHERE j.version = 1 AND j.stream = ANY($1) AND NOT EXISTS (
                      SELECT 1 FROM outbox o WHERE o.stream IN (j.stream, replace(j.stream, 'order/', 'posting/')))
                    """;
                command.Parameters.AddWithValue(stage.Load.Accepted.Select(id => $"order/demo/{id}").ToArray());
                return (chosen = await command.ExecuteScalarAsync() as string ?? "").Length > 0;
            },
            TimeSpan.FromSeconds(60), "an order that owes nothing any more");
        await using var connection = await Open(stage);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT events FROM journal WHERE stream = $1 AND version = 1";
        command.Parameters.AddWithValue(chosen);
        return (chosen.Split('/')[^1], chosen, (string)(await command.ExecuteScalarAsync())!);
    }

    /// <summary>Past the guard of the table, as nobody but its owner can.</summary>
    private static async Task Write(Stage stage, string stream, string events)
    {
        await using var connection = await Open(stage);
        await using var transaction = await connection.BeginTransactionAsync();
        await Run("ALTER TABLE journal DISABLE TRIGGER journal_is_append_only");
        var hit = await Run("UPDATE journal SET events = $2 WHERE stream = $1 AND version = 1", stream, events);
        await Run("ALTER TABLE journal ENABLE TRIGGER journal_is_append_only");
        await transaction.CommitAsync();
        stage.Require(hit == 1, $"{hit} entries of {stream} were written");

        async Task<int> Run(string sql, params string[] values)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            foreach (var value in values)
                command.Parameters.AddWithValue(value);
            return await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<NpgsqlConnection> Open(Stage stage)
    {
        var connection = (NpgsqlConnection)stage.Membership.Connect();
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>How often it was said that the record is damaged, and how often somebody was invited to come again.
    /// </summary>
    private readonly record struct Parked(int Count, int Invited);

    private static async Task<Parked> Ask(Stage stage, string path)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Questions).Select(
            i => Send(stage, HttpMethod.Get, path, turn: i)));
        return new Parked(answers.Count(a => a.IsParked), answers.Count(a => a.IsParked && a.IsInvited));
    }

    /// <summary>The address of the one exception about a stream.</summary>
    private static async Task<string> OnDesk(Stage stage, string stream)
    {
        JsonElement[] found = [];
        await Stage.Until(
            async () =>
            {
                var answer = await Send(
                    stage, HttpMethod.Get, "/v1/operations/exceptions?status=open&group=order&limit=200");
                found = [.. answer.Body.Items("items").Where(
                    e => e.Text("kind") == Kind && e.Text("entity") == stream)];
                return found.Length > 0;
            },
            _patience, $"an exception about {stream}");
        stage.Require(found.Length == 1, $"{found.Length} exceptions are about {stream}");
        return $"/v1/operations/exceptions/{found[0].Text("id")}";
    }

    private readonly record struct Heard(HttpStatusCode Status, JsonElement Body, bool IsInvited)
    {
        public bool IsParked => Status == HttpStatusCode.ServiceUnavailable
            && Body.Text("type")?.EndsWith($"/{Kind}", StringComparison.Ordinal) is true;
    }

    private static async Task<Heard> Send(
        Stage stage, HttpMethod method, string path, string? key = null, int turn = 0)
    {
        var silos = stage.Cluster.Gateways.Count > 0 ? [.. stage.Cluster.Gateways] : stage.Ready;
        using var request = new HttpRequestMessage(method, new Uri(silos[turn % silos.Length].Url, path));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {stage.Key}");
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        using var body = JsonDocument.Parse(text.Length > 0 ? text : "null");
        return new Heard(answer.StatusCode, body.RootElement.Clone(), answer.Headers.RetryAfter is not null);
    }
}
