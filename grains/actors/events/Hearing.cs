using System.Diagnostics;
using RetailActors.Operations;

namespace RetailActors.Events;

/// <summary>What every subscriber does first with an event.</summary>
public static class Hearing
{
    /// <summary>Goes on with the event's trace, notes how old the event is, and begins a span. The caller ends the
    /// span.</summary>
    public static Activity? Of(BusinessEvent e, DateTimeOffset now)
    {
        RequestContext.Set(ActorReferences.TraceParent, e.TraceParent ?? "");
        Signals.EventAge.Took(now - e.Time, ("type", e.Type));
        return Signals.Start($"hear {e.Type}", ActivityKind.Consumer, e.TraceParent);
    }
}
