using System.Security.Cryptography;
using System.Text;
using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>
/// One effect and one answer for an Idempotency-Key. The scope is tenant, client and operation; the address counts as a
/// part of the body, so that a key of one payment cannot bring back the answer of another one.
/// </summary>
public sealed partial class Idempotency(
    HandWork work, Door door, GatewayOptions options, TimeProvider time, ILogger<Idempotency> log)
{
    private const int LongestKey = 255;
    private static readonly TimeSpan _firstLook = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMilliseconds(400);

    /// <summary>Asks whether to go on, does the work, keeps its answer.</summary>
    public async ValueTask<Answer> Serve(Call call)
    {
        var values = call.Http.Request.Headers["Idempotency-Key"];
        if (values.Count == 0 || string.IsNullOrEmpty(values[0]))
        {
            return call.Refuse(Problems.KeyMissing);
        }
        if (values.Count > 1 || values[0]!.Length > LongestKey)
        {
            return call.Refuse(Problems.KeyInvalid);
        }
        var hash = HashKey(values[0]!);
        var key = $"{call.Tenant.Value}/{call.Client.Id}/{call.Operation.Name}/{hash}";
        var bodyHash = HashBody(call);
        call.CommandId = CommandIdOf(key);
        var begun = await Begin(call, key, bodyHash);
        return (begun is BeginResult.InFlight ? await Watch(call, key, bodyHash) : begun) switch
        {
            BeginResult.Different => call.Refuse(Problems.KeyReused),
            BeginResult.Replay(var stored) => Replay(call, stored),
            BeginResult.InFlight => call.Refuse(Problems.KeyInFlight),
            _ => await Work(call, key, bodyHash),
        };
    }

    private static ValueTask<BeginResult> Begin(Call call, string key, string bodyHash) =>
        call.Cluster.Ask<IIdempotency, BeginResult>(key, g => g.Begin(bodyHash));

    /// <summary>Waits for the answer of the first request with this key, without a place among those that are worked
    /// on: a client that has given up and asks again gets it, and is not told again and again that it has to wait.
    /// </summary>
    private async ValueTask<BeginResult> Watch(Call call, string key, string bodyHash)
    {
        if (!door.Watching.TryEnter())
        {
            return new BeginResult.InFlight();
        }
        try
        {
            call.Place.Leave();
            var gone = call.Http.RequestAborted;
            var (started, pause) = (time.GetTimestamp(), _firstLook);
            var longest = TimeSpan.FromSeconds(options.Admission.InFlightWaitSeconds);
            while (!gone.IsCancellationRequested && time.GetElapsedTime(started) + pause <= longest)
            {
                await Task.Delay(pause, time, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (await Begin(call, key, bodyHash) is var now and not BeginResult.InFlight)
                {
                    return now;
                }
                pause = Longer(pause);
            }
            return new BeginResult.InFlight();
        }
        finally
        {
            door.Watching.Leave();
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < _longestPause ? pause * 2 : _longestPause;

    private async ValueTask<Answer> Work(Call call, string key, string bodyHash)
    {
        if (!await call.Place.Enter(call.Http.RequestAborted))
        {
            // It had waited for another request, which has given up, and now nobody may come in.
            await Abandon(call, key);
            return call.Refuse(Problems.Overloaded);
        }
        Answer answer;
        try
        {
            answer = await work.Serve(call);
        }
        catch
        {
            await Abandon(call, key);
            throw;
        }
        if (answer.Status is >= 500 or 429)
        {
            await Abandon(call, key);
            return answer;
        }
        var stored = new StoredAnswer(
            answer.Status, answer.ContentType, answer.Location, Encoding.UTF8.GetString(call.Output.Written.Span));
        try
        {
            await call.Cluster.Tell<IIdempotency>(key, g => g.Complete(bodyHash, stored));
        }
        catch (Exception e) when (Cluster.IsUnavailable(e))
        {
            // The work is done and durable, and a retry of the command itself finds it again: the caller gets to know.
            NotKept(log, call.Operation.Name, e.GetType().Name);
            await Abandon(call, key);
        }
        return answer;
    }

    private async ValueTask Abandon(Call call, string key)
    {
        try
        {
            await call.Cluster.Tell<IIdempotency>(key, g => g.Abandon());
        }
        catch (Exception e) when (Cluster.IsUnavailable(e))
        {
            // The key stays in flight until its actor gives it up by itself; a retry is told to wait until then.
            NotAbandoned(log, call.Operation.Name, e.GetType().Name);
        }
    }

    private static Answer Replay(Call call, StoredAnswer stored)
    {
        call.Http.Response.Headers["Idempotent-Replayed"] = "true";
        var size = Encoding.UTF8.GetByteCount(stored.Body);
        call.Output.Advance(Encoding.UTF8.GetBytes(stored.Body, call.Output.GetSpan(size)));
        return new Answer(stored.Status, stored.ContentType) { Location = stored.Location };
    }

    private static string HashKey(string key)
    {
        Span<byte> utf8 = stackalloc byte[LongestKey * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(key, utf8)], hash);
        return Convert.ToHexStringLower(hash);
    }

    private static string HashBody(Call call)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (call.Http.Request.RouteValues.Count == 0 && call.Operation.Files is null)
        {
            SHA256.HashData(call.Input.Written.Span, hash);
            return Convert.ToHexStringLower(hash);
        }
        using var both = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        both.AppendData(Encoding.UTF8.GetBytes(call.Http.Request.Path.Value ?? ""));
        if (call.Operation.Files is not null)
        {
            // A file is named in the query.
            both.AppendData(Encoding.UTF8.GetBytes(call.Http.Request.QueryString.Value ?? ""));
        }
        both.AppendData("\n"u8);
        both.AppendData(call.Input.Written.Span);
        both.GetHashAndReset(hash);
        return Convert.ToHexStringLower(hash);
    }

    private static string CommandIdOf(string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer of {Operation} could not be kept: {Reason}")]
    private static partial void NotKept(ILogger log, string operation, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The key of a failed {Operation} is still in flight: {Reason}")]
    private static partial void NotAbandoned(ILogger log, string operation, string reason);
}
