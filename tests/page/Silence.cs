using System.Collections.Concurrent;
using Orleans;

namespace RetailActors.Tests.Page;

/// <summary>Lets calls to some actors end as they do while the database is away.</summary>
public sealed class Silence : IOutgoingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, string> _silent = new(StringComparer.Ordinal);

    /// <summary>Calls of a method of actors whose key ends like this.</summary>
    public void Of(string method, string keyEnd) => _silent[keyEnd] = method;

    /// <summary>They answer again.</summary>
    public void End(string keyEnd) => _silent.TryRemove(keyEnd, out _);

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        var key = context.TargetId.Key.ToString()!;
        return _silent.Any(s => context.MethodName == s.Value && key.EndsWith(s.Key, StringComparison.Ordinal))
            ? Task.FromException(new BusyException($"{key} cannot be written now."))
            : context.Invoke();
    }
}
