using System.Collections.Concurrent;

namespace Venn.Engine.Versions.Copying;

/// <summary>One masker for each set of masks that was asked for. Threads: safe.</summary>
internal sealed class BodyMaskers(MaskDefinition[] masks)
{
    private readonly ConcurrentDictionary<uint, BodyMasker> bySet = new();

    /// <param name="set">Bit i: mask i.</param>
    public BodyMasker Of(uint set) =>
        bySet.GetOrAdd(set, static (bits, all) => new BodyMasker([.. all.Where((_, i) => (bits >> i & 1) != 0)]), masks);
}
