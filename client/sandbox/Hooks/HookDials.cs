namespace RetailActors.Sandbox.Hooks;

/// <summary>How a stand-in loses, doubles, delays and shuffles what it sends.</summary>
/// <param name="Off">True: it says nothing of its own accord.</param>
/// <param name="LoseEvery">Every so-manieth webhook is never sent; 0 for none.</param>
/// <param name="DoubleEvery">Every so-manieth is sent twice; 0 for none.</param>
/// <param name="DelayMs">Before each, 0 to 600,000.</param>
/// <param name="Shuffle">So many are collected and sent in the reverse order, up to 64; 0 for none.</param>
public sealed record HookDials(
    bool Off = false, int LoseEvery = 0, int DoubleEvery = 0, int DelayMs = 0, int Shuffle = 0)
{
    internal bool IsValid => LoseEvery >= 0 && DoubleEvery >= 0 && DelayMs is >= 0 and <= 600_000
        && Shuffle is >= 0 and <= 64;
}

/// <summary>How a sender stands.</summary>
/// <param name="Dials">Its dials.</param>
/// <param name="Waiting">Webhooks that are not sent yet.</param>
/// <param name="Delivered">Webhooks that somebody has taken.</param>
internal sealed record HookState(HookDials Dials, int Waiting, long Delivered);

/// <summary>One webhook to send.</summary>
/// <param name="Path">Below the target's root.</param>
/// <param name="Body">Text.</param>
/// <param name="ContentType">Media type.</param>
/// <param name="Headers">What the system sends besides.</param>
/// <param name="StandardId">Id of a Standard Webhooks signature, or null for none. It is made at each attempt: its time
/// is judged by the real clock, whatever the sandbox's says.</param>
internal sealed record Hook(
    string Path, string Body, string ContentType, IReadOnlyList<(string Name, string Value)> Headers,
    string? StandardId = null);
