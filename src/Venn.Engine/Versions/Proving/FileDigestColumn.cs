using System.Buffers;
using System.Runtime.CompilerServices;
using Venn.Engine.Revisions;

namespace Venn.Engine.Versions.Proving;

/// <summary>The digests of a sealed segment: mapped, or in memory where the file could not be written. Complete.</summary>
/// <remarks>
/// They are asked for a dozen times an item: by their address, which takes no call that a process has yet to compile. After disposal asking
/// throws.
/// </remarks>
internal sealed unsafe class FileDigestColumn : DigestColumn, IDisposable
{
    private readonly Dictionary<int, Lineage[]> references;
    private readonly int rowEnd;
    private MemoryHandle handle;
    private byte* first;

    /// <param name="digests">32 bytes a row.</param>
    /// <param name="references">By row.</param>
    public FileDigestColumn(ReadOnlyMemory<byte> digests, List<(int Row, Lineage Lineage)> references)
    {
        this.references = references.GroupBy(r => r.Row).ToDictionary(g => g.Key, g => g.Select(r => r.Lineage).ToArray());
        rowEnd = digests.Length / RevisionDigester.SizeBytes;
        handle = digests.Pin();
        first = (byte*)handle.Pointer;
    }

    public override long SizeBytes => 0;

    public override bool HasReferences => references.Count > 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override ReadOnlySpan<byte> Get(int row)
    {
        var start = first;
        if (start is null || (uint)row >= (uint)rowEnd)
        {
            Refuse(row);
        }

        return new ReadOnlySpan<byte>(start + ((nint)row * RevisionDigester.SizeBytes), RevisionDigester.SizeBytes);
    }

    public override IReadOnlyList<Lineage> ReferencesOf(int row) => references.GetValueOrDefault(row) ?? [];

    public override IReadOnlyList<int> RowsNaming(IReadOnlySet<Lineage> named) =>
        [.. references.Where(r => r.Value.Any(named.Contains)).Select(r => r.Key)];

    public void Dispose()
    {
        first = null;
        handle.Dispose();
    }

    private void Refuse(int row)
    {
        ObjectDisposedException.ThrowIf(first is null, this);
        throw new ArgumentOutOfRangeException(nameof(row), row, $"The segment has {rowEnd} rows.");
    }
}
