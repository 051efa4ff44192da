using System.Collections.Frozen;

namespace RetailActors.Adapters;

/// <summary>The translators of all sources.</summary>
public sealed class InboundTranslators(IEnumerable<IInboundTranslator> translators)
{
    private readonly FrozenDictionary<string, IInboundTranslator> _bySource =
        translators.ToFrozenDictionary(t => t.Source, StringComparer.Ordinal);

    /// <summary>What a message means. A source without a translator is kept for a later release.</summary>
    public Translation Translate(Channels.InboxMessage message, Channels.InboxKey key) =>
        _bySource.TryGetValue(message.Source, out var translator)
            ? translator.Translate(message, key)
            : new Translation.Unknown("unknown-source");
}
