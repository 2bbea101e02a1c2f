using Venn.Engine.Revisions;

namespace Venn.Engine.Versions.Proving;

/// <summary>The digests of the revisions of one segment, 32 bytes each, and what annotations they name. Threads: safe to read.</summary>
internal abstract class DigestColumn
{
    public abstract ReadOnlySpan<byte> Get(int row);

    /// <summary>Whether any row names another annotation.</summary>
    public abstract bool HasReferences { get; }

    /// <summary>Those that a row names, in the order of its body; <see cref="Lineage.None"/> among them for no such number.</summary>
    public abstract IReadOnlyList<Lineage> ReferencesOf(int row);

    /// <summary>Rows that name one of these, in no order.</summary>
    public abstract IReadOnlyList<int> RowsNaming(IReadOnlySet<Lineage> named);
}
