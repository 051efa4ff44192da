namespace RetailActors.Gateway;

/// <summary>A request's place in its room. It may be given up while the request only waits, and taken again.</summary>
internal sealed class Place(Door door, Operation operation) : IDisposable
{
    private bool _held = true;

    /// <summary>Gives it to the next one.</summary>
    public void Leave()
    {
        if (_held)
        {
            _held = false;
            door.RoomOf(operation).Leave(operation.Asks);
        }
    }

    /// <summary>Takes one again; true at once while it is held. False: there is none, or the client has gone.</summary>
    public async ValueTask<bool> Enter(CancellationToken gone) =>
        _held = _held || await door.Enter(operation, gone) == Admission.Admitted;

    /// <inheritdoc/>
    public void Dispose() => Leave();
}
