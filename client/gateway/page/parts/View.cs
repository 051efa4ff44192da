using Microsoft.AspNetCore.Components;

namespace RetailActors.Gateway;

/// <summary>A page that reads from the cluster: first the frame of it, then its content, then anew from time to time.
/// </summary>
public abstract partial class View : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private bool _running;

    [Inject] protected PageSession Session { get; set; } = null!;

    [Inject] protected Cluster Cluster { get; set; } = null!;

    [Inject] protected NavigationManager Nav { get; set; } = null!;

    [Inject] protected TimeProvider Time { get; set; } = null!;

    [Inject] private ILogger<View> Log { get; set; } = null!;

    /// <summary>Who looks; there once something was read.</summary>
    public Staff? Staff { get; private set; }

    /// <summary>What keeps the page from being read, in words, or null.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Whether who looks may see it.</summary>
    public bool IsAllowed { get; private set; } = true;

    /// <summary>Whether it has been read at least once.</summary>
    public bool IsRead { get; private set; }

    /// <summary>The scopes that it takes to see this page.</summary>
    public virtual Scopes Needs => Scopes.OperationsRead;

    /// <summary>After so long it is read again; null: not by itself.</summary>
    protected virtual TimeSpan? Every => null;

    /// <summary>The time now.</summary>
    protected DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Whose data it is.</summary>
    protected Tenant Tenant => Staff!.Tenant;

    /// <summary>Reads it.</summary>
    protected abstract Task Load();

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        // The first answer is the frame alone, at once; what is inside comes over the open connection.
        if (!RendererInfo.IsInteractive)
        {
            return;
        }
        await Reload();
        if (!_running && Every is { } pause)
        {
            _running = true;
            _ = Repeat(pause);
        }
    }

    /// <summary>Reads it now.</summary>
    protected async Task Reload()
    {
        try
        {
            Staff = await Session.Current();
            IsAllowed = Staff.May(Needs);
            if (IsAllowed)
            {
                await Load();
            }
            (Trouble, IsRead) = (null, true);
        }
        catch (SignedOutException)
        {
            Nav.NavigateTo($"{SignIn.Path}?problem=ended", forceLoad: true);
        }
        catch (Exception e) when (Cluster.IsUnavailable(e))
        {
            Trouble = "The cluster does not answer right now. What you see may be old.";
        }
        catch (RecordUnreadableException e)
        {
            NotRead(Log, GetType().Name, e);
            Trouble = "A stored record of this cannot be read until it is restored. The exception desk says which.";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            NotRead(Log, GetType().Name, e);
            Trouble = "This could not be read. The logs say why.";
        }
    }

    private async Task Repeat(TimeSpan pause)
    {
        using var timer = new PeriodicTimer(pause, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_left.Token))
            {
                await InvokeAsync(async () =>
                {
                    await Reload();
                    StateHasChanged();
                });
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The tab is closed, or shows another page.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
        GC.SuppressFinalize(this);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{View} could not be read")]
    private static partial void NotRead(ILogger log, string view, Exception exception);
}
