namespace RetailActors.Operations;

/// <summary>Which silo has the turn, until when. In memory: a new activation gives it to whoever asks first.</summary>
public struct TurnLease
{
    private string? _holder;
    private DateTimeOffset _until;

    /// <summary>Takes or renews the turn; false: another silo has it.</summary>
    public bool Take(string silo, TimeSpan lease, DateTimeOffset now)
    {
        if (_holder != silo && _until > now)
        {
            return false;
        }
        (_holder, _until) = (silo, now + lease);
        return true;
    }
}
