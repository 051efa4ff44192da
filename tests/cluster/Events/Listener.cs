using System.Collections.Concurrent;
using Orleans.Streams;
using Orleans.Streams.Core;
using RetailActors.Events;

namespace RetailActors.Tests.Events;

public interface IListener : IGrainWithStringKey;

/// <summary>A subscriber of the tests: keeps what it takes, by event id, outside of any silo.</summary>
[ImplicitStreamSubscription(EventType.SettlementFamily)]
public sealed class Listener : Grain, IListener, IStreamSubscriptionObserver
{
    /// <summary>Every delivery, with the event's id.</summary>
    public static readonly ConcurrentQueue<BusinessEvent> Taken = new();

    /// <summary>Subjects that nobody can take.</summary>
    public static readonly ConcurrentDictionary<string, bool> Failing = new();

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<BusinessEvent>().ResumeAsync((e, _) =>
        {
            if (Failing.ContainsKey(e.Subject))
                throw new InvalidOperationException($"{e.Subject} cannot be taken");
            Taken.Enqueue(e);
            return Task.CompletedTask;
        });

    /// <summary>Waits until every id has been taken at least once.</summary>
    public static async Task<IReadOnlyList<BusinessEvent>> Until(
        IReadOnlyCollection<string> ids, CancellationToken cancel)
    {
        while (true)
        {
            var taken = Taken.Where(e => ids.Contains(e.Id)).ToList();
            if (taken.Select(e => e.Id).Distinct().Count() == ids.Count)
                return taken;
            await Task.Delay(20, cancel);
        }
    }
}
