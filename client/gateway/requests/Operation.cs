namespace RetailActors.Gateway;

/// <summary>Does one operation.</summary>
public delegate ValueTask<Answer> Handler(Call call);

/// <summary>Whether a request has a body.</summary>
public enum BodyNeed
{
    /// <summary>It has none; what comes is ignored.</summary>
    None,
    /// <summary>It may be left out when every field may.</summary>
    Optional,
    /// <summary>It must be there.</summary>
    Required,
}

/// <summary>One operation of the API.</summary>
/// <param name="Name">Stable id: operation id in the documents, part of idempotency scopes.</param>
/// <param name="Scope">What the client must be allowed.</param>
/// <param name="Body">Whether it has a body.</param>
/// <param name="Keyed">Whether it needs an Idempotency-Key.</param>
/// <param name="Handler">Does it.</param>
public sealed record Operation(string Name, Scopes Scope, BodyNeed Body, bool Keyed, Handler Handler)
{
    /// <summary>Set for an operation that does nothing unless the body says <c>"dryRun":false</c>.</summary>
    public bool LooksFirst { get; init; }

    /// <summary>Set for a route that takes a file as it is: how many may be under way at once.</summary>
    public AdmissionGate? Files { get; init; }

    /// <summary>It only asks: nothing is changed by it.</summary>
    public bool Asks => !Keyed && (Scope & Scopes.Reads) != 0;
}
