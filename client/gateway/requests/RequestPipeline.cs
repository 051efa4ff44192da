using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Orleans.Runtime;

namespace RetailActors.Gateway;

/// <summary>What every request of the API goes through, in this order: overload, size, authentication, scope, rate,
/// parse, idempotency, and then the operation with its validation.</summary>
public sealed partial class RequestPipeline(
    Cluster cluster, ApiClients clients, Door door, Idempotency idempotency, HandWork work, GatewayOptions options,
    TimeProvider time, ILogger<RequestPipeline> log)
{
    private const string Scheme = "Bearer ";

    /// <summary>Serves one request of the API.</summary>
    public Task Serve(HttpContext http, Operation operation) => Serve(http, operation, Admit);

    /// <summary>Serves one request; who is let in, and with what, is said by <paramref name="admit"/>.</summary>
    public async Task Serve(HttpContext http, Operation operation, Handler admit)
    {
        var admission = await door.Enter(operation, http.RequestAborted);
        if (admission != Admission.Admitted)
        {
            if (admission != Admission.Gone)
            {
                await OverloadAnswer.Write(http);
            }
            return;
        }
        using var call = new Call(http, operation, cluster, options, time);
        using var place = call.Place = new Place(door, operation);
        // What nobody waits for any more is not begun; what has begun is finished, and its answer is kept.
        if (!http.RequestAborted.IsCancellationRequested)
        {
            // Goes along with every call that follows from this request and into the journal.
            RequestContext.Set(ActorReferences.TraceParent, Activity.Current?.Id ?? "");
            await Send(call, await Guarded(call, admit));
        }
    }

    private async ValueTask<Answer> Guarded(Call call, Handler admit)
    {
        try
        {
            return await admit(call);
        }
        catch (BusyException e)
        {
            return call.Refuse(Problems.Busy(e.RetryAfter));
        }
        catch (Exception e) when (Cluster.IsUnknown(e)
            && !(e is OperationCanceledException && call.Http.RequestAborted.IsCancellationRequested))
        {
            Unknown(log, call.Operation.Name, e.GetType().Name);
            return call.Refuse(Problems.OutcomeUnknown);
        }
        catch (RecordUnreadableException e)
        {
            Unreadable(log, call.Operation.Name, e.Message);
            return call.Refuse(Problems.RecordUnreadable);
        }
        catch (BadHttpRequestException e)
        {
            return call.Refuse(e.StatusCode == 413 ? Problems.TooLarge : Problems.BadRequest);
        }
        catch (Exception e) when (!call.Http.RequestAborted.IsCancellationRequested)
        {
            Failed(log, call.Operation.Name, e);
            return call.Refuse(Problems.Internal);
        }
    }

    private async ValueTask<Answer> Admit(Call call)
    {
        var request = call.Http.Request;
        if (call.Operation.Files is { } files)
        {
            return await Take(call, files);
        }
        var reads = call.Operation.Body != BodyNeed.None;
        if (request.ContentLength > RequestBody.MaxBytes)
        {
            return call.Refuse(Problems.TooLarge);
        }
        // A body of unannounced length has to be read to know its size, and size is checked first.
        var unannounced = reads && request.ContentLength is null;
        if (unannounced && !await RequestBody.Read(request, call.Input))
        {
            return call.Refuse(Problems.TooLarge);
        }
        if (Authenticate(call) is { } refusal)
        {
            return call.Refuse(refusal);
        }
        if (!reads)
        {
            return await Work(call);
        }
        if (!unannounced && !await RequestBody.Read(request, call.Input))
        {
            return call.Refuse(Problems.TooLarge);
        }
        return Parse(call) is { } unreadable ? call.Refuse(unreadable) : await Work(call);
    }

    /// <summary>A file is large: it is read only for a client that may send it, and a few at once.</summary>
    private async ValueTask<Answer> Take(Call call, AdmissionGate files)
    {
        var request = call.Http.Request;
        if (request.ContentLength > RequestBody.MaxFileBytes)
        {
            return call.Refuse(Problems.FileTooLarge);
        }
        if (Authenticate(call) is { } refusal)
        {
            return call.Refuse(refusal);
        }
        if (!files.TryEnter())
        {
            return call.Refuse(Problems.Overloaded);
        }
        try
        {
            if (call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                size.MaxRequestBodySize = RequestBody.MaxFileBytes + 1;
            }
            if (!await RequestBody.Read(request, call.Input, RequestBody.MaxFileBytes))
            {
                return call.Refuse(Problems.FileTooLarge);
            }
            if (call.Input.Written.IsEmpty)
            {
                return call.Refuse(Problems.InvalidJson("The file is empty."));
            }
            return RequestBody.FileFormat(request.ContentType) is null
                ? call.Refuse(Problems.NotAFile)
                : await Work(call);
        }
        finally
        {
            files.Leave();
        }
    }

    private Problem? Authenticate(Call call)
    {
        var header = call.Http.Request.Headers.Authorization;
        var text = header.Count == 1 ? header[0].AsSpan() : default;
        var client = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? clients.Find(text[Scheme.Length..].Trim(), time.GetUtcNow())
            : null;
        if (client is null)
        {
            call.Http.Response.Headers.WWWAuthenticate = "Bearer";
            return Problems.Unauthenticated;
        }
        call.Client = client;
        if ((client.Scopes & call.Operation.Scope) != call.Operation.Scope)
        {
            return Problems.Forbidden(call.Operation.Scope);
        }
        return client.Rate is null ? null : Limit(call.Http.Response, client.Rate);
    }

    private static Problem? Limit(HttpResponse response, TokenBucket rate)
    {
        var verdict = rate.Take();
        response.Headers["RateLimit-Policy"] = rate.Policy;
        response.Headers["RateLimit"] = string.Create(
            CultureInfo.InvariantCulture, $"\"client\";r={verdict.Remaining};t={verdict.ResetSeconds}");
        return verdict.Passed ? null : Problems.RateLimited(verdict.ResetSeconds);
    }

    private static Problem? Parse(Call call)
    {
        var bytes = call.Input.Written;
        if (bytes.IsEmpty && call.Operation.Body == BodyNeed.Optional)
        {
            return null;
        }
        if (!bytes.IsEmpty && !RequestBody.IsJson(call.Http.Request.ContentType))
        {
            return Problems.NotJson;
        }
        if (RequestBody.Parse(bytes, out var document) is { } problem)
        {
            return problem;
        }
        call.Take(document!);
        return null;
    }

    private ValueTask<Answer> Work(Call call) =>
        call.Operation.Keyed ? idempotency.Serve(call) : work.Serve(call);

    private static Task Send(Call call, Answer answer)
    {
        var response = call.Http.Response;
        response.StatusCode = answer.Status;
        if (answer.Location is not null)
        {
            response.Headers.Location = answer.Location;
        }
        if (answer.ETag is not null)
        {
            response.Headers.ETag = answer.ETag;
        }
        if (answer.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
        var body = call.Output.Written;
        if (answer.Status is 204 or 304 || call.Http.RequestAborted.IsCancellationRequested)
        {
            return Task.CompletedTask;
        }
        response.ContentType = answer.ContentType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, call.Http.RequestAborted).AsTask();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outcome of {Operation} unknown: {Reason}")]
    private static partial void Unknown(ILogger log, string operation, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Operation} needs a record that cannot be read: {Reason}")]
    private static partial void Unreadable(ILogger log, string operation, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Operation} failed")]
    private static partial void Failed(ILogger log, string operation, Exception exception);
}
