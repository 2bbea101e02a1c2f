using System.Buffers;
using System.Runtime.CompilerServices;
using Venn.Engine.Revisions;
using Venn.Storage.Files;

namespace Venn.Engine.Versions.Proving;

/// <summary>The digests of a sealed segment: mapped, or in memory where the file could not be written. Complete.</summary>
/// <remarks>
/// They are asked for a dozen times an item: by their address, which takes no call that a process has yet to compile. It is good
/// until disposal, which <see cref="DigestColumns.Hold"/> puts off; asked later, it throws.
/// </remarks>
internal sealed unsafe class FileDigestColumn : DigestColumn, IDisposable
{
    private readonly Dictionary<int, Lineage[]> references;
    private readonly IMappedFile? file;
    private readonly int rowEnd;
    private MemoryHandle handle;
    private byte* first;

    /// <param name="digests">32 bytes a row.</param>
    /// <param name="references">By row.</param>
    /// <param name="file">In which they stand; disposed of with the column.</param>
    public FileDigestColumn(ReadOnlyMemory<byte> digests, List<(int Row, Lineage Lineage)> references, IMappedFile? file = null)
    {
        this.file = file;
        this.references = references.GroupBy(r => r.Row).ToDictionary(g => g.Key, g => g.Select(r => r.Lineage).ToArray());
        rowEnd = digests.Length / RevisionDigester.SizeBytes;
        handle = digests.Pin();
        first = (byte*)handle.Pointer;
    }

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
        file?.Dispose();
    }

    private void Refuse(int row)
    {
        ObjectDisposedException.ThrowIf(first is null, this);
        throw new ArgumentOutOfRangeException(nameof(row), row, $"The segment has {rowEnd} rows.");
    }
}
