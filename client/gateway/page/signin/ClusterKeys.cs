using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>Keeps the keys that protect the sign-in cookie in the cluster, so a browser may come to any gateway.
/// </summary>
/// <remarks>ASP.NET Core asks for them at the start and once a day, without waiting for a task; hence the wait here. It
/// is bounded and never on a thread of an actor.</remarks>
public sealed class ClusterKeys(IGrainFactory grains) : IXmlRepository
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. Wait(async keys => await keys.Read()).Select(XElement.Parse)];

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) => Wait(async keys =>
    {
        await keys.Store(friendlyName, element.ToString(SaveOptions.DisableFormatting));
        return true;
    });

    private T Wait<T>(Func<IPageKeys, Task<T>> call) =>
        Task.Run(() => call(grains.Actor<IPageKeys>(IPageKeys.Key))).WaitAsync(_patience).GetAwaiter().GetResult();
}
