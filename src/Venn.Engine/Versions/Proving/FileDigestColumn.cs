using Venn.Engine.Revisions;

namespace Venn.Engine.Versions.Proving;

/// <summary>The digests of a sealed segment: mapped, or in memory where the file could not be written. Complete.</summary>
internal sealed class FileDigestColumn : DigestColumn
{
    private readonly ReadOnlyMemory<byte> digests;
    private readonly Dictionary<int, Lineage[]> references;

    /// <param name="digests">32 bytes a row.</param>
    /// <param name="references">By row.</param>
    public FileDigestColumn(ReadOnlyMemory<byte> digests, List<(int Row, Lineage Lineage)> references)
    {
        this.digests = digests;
        this.references = references.GroupBy(r => r.Row).ToDictionary(g => g.Key, g => g.Select(r => r.Lineage).ToArray());
    }

    public override long SizeBytes => 0;

    public override bool HasReferences => references.Count > 0;

    public override ReadOnlySpan<byte> Get(int row) =>
        digests.Span.Slice(row * RevisionDigester.SizeBytes, RevisionDigester.SizeBytes);

    public override IReadOnlyList<Lineage> ReferencesOf(int row) => references.GetValueOrDefault(row) ?? [];

    public override IReadOnlyList<int> RowsNaming(IReadOnlySet<Lineage> named) =>
        [.. references.Where(r => r.Value.Any(named.Contains)).Select(r => r.Key)];
}
