using System.Text.Json;
using Microsoft.Extensions.Logging;
using RetailActors.Operations;

namespace RetailActors.Events;

/// <summary>Takes messages away that nobody can take, and tells the exception desk.</summary>
public sealed partial class DeadLetters(IGrainFactory grains, TimeProvider clock, ILogger<DeadLetters> log)
{
    /// <summary>Kind of the exception.</summary>
    public const string ExceptionKind = "event-dead-letter";

    /// <summary>Kind of the entity that the exception names: <c>event/tenant/subject</c>.</summary>
    public const string EntityKind = "event";

    /// <summary>Until when somebody should have looked.</summary>
    public static readonly TimeSpan LookWithin = TimeSpan.FromHours(4);

    /// <summary>Raises an exception per event, then buries the message. After a crash between them both happen again;
    /// the exception is the same one.</summary>
    public async Task Bury(IEventQueue queue, string name, QueuedMessage message, string reason)
    {
        try
        {
            foreach (var e in EventEnvelope.Read(message.Body).Events)
            {
                await Raise(name, e, message.Deliveries, reason);
            }
        }
        catch (JsonException)
        {
            // Nobody knows whose event it is; the dead letter and the log have the evidence.
        }
        catch (Exception e)
        {
            // A desk that is closed must not keep a stream waiting.
            NotRaised(message.Id, e.Message);
        }
        await queue.Bury(name, message, reason, CancellationToken.None);
        Buried(message.Id, name, reason);
    }

    private Task Raise(string queue, BusinessEvent e, int deliveries, string reason)
    {
        var entity = $"{EntityKind}/{e.Tenant.Value}/{e.Subject}";
        var now = clock.GetUtcNow();
        return grains.Actor<IExceptionCase>(ExceptionKey.For(e.Tenant, ExceptionKind, entity, e.Id).ToString())
            .Raise(new ExceptionReport(
                ExceptionKind, entity, e.Id, e.Type, Role.It,
                $"{e.Type} is a dead letter of {queue} after {deliveries} deliveries. {reason}", now, now + LookWithin,
                [ResolutionKind.Waive]));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {Id} of {Queue} is a dead letter: {Reason}")]
    private partial void Buried(string id, string queue, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "No exception was raised for message {Id}: {Cause}")]
    private partial void NotRaised(string id, string cause);
}
