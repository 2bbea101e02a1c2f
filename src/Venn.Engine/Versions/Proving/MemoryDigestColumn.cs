using Venn.Bitmaps.Containers;
using Venn.Engine.Revisions;

namespace Venn.Engine.Versions.Proving;

/// <summary>A column that is filled as rows are asked for: of a segment that still grows, or of bodies under masks.</summary>
internal sealed class MemoryDigestColumn : DigestColumn
{
    private const int Missing = -1;

    private readonly Lock filling = new();
    private readonly int[] slots = new int[SegmentNumber.RowCount];
    private readonly Dictionary<int, Lineage[]> references = [];
    private byte[] digests = [];
    private int count;

    public MemoryDigestColumn() => slots.AsSpan().Fill(Missing);

    public override long SizeBytes => (slots.Length * sizeof(int)) + digests.Length;

    public override bool HasReferences => references.Count > 0;

    public override ReadOnlySpan<byte> Get(int row) =>
        Volatile.Read(ref digests).AsSpan(slots[row] * RevisionDigester.SizeBytes, RevisionDigester.SizeBytes);

    public override IReadOnlyList<Lineage> ReferencesOf(int row)
    {
        lock (filling)
        {
            return references.GetValueOrDefault(row) ?? [];
        }
    }

    public override IReadOnlyList<int> RowsNaming(IReadOnlySet<Lineage> named)
    {
        lock (filling)
        {
            return [.. references.Where(r => r.Value.Any(named.Contains)).Select(r => r.Key)];
        }
    }

    /// <summary>Computes the rows that are not there yet.</summary>
    /// <param name="rows">Wanted.</param>
    /// <param name="digest">Writes a row's digest and returns what it names.</param>
    public void Fill(Container rows, DigestRow digest)
    {
        Span<ushort> wanted = new ushort[rows.Cardinality];
        rows.CopyTo(wanted);
        lock (filling)
        {
            foreach (var row in wanted)
            {
                if (slots[row] == Missing)
                {
                    Add(row, digest);
                }
            }
        }
    }

    private void Add(int row, DigestRow digest)
    {
        var end = (count + 1) * RevisionDigester.SizeBytes;
        if (digests.Length < end)
        {
            // Readers keep the array they have: what stands in it never changes.
            var larger = new byte[Math.Max(end, Math.Min(digests.Length * 2, SegmentNumber.RowCount * RevisionDigester.SizeBytes))];
            digests.CopyTo(larger, 0);
            Volatile.Write(ref digests, larger);
        }

        var named = digest(row, digests.AsSpan(end - RevisionDigester.SizeBytes, RevisionDigester.SizeBytes));
        if (named.Count > 0)
        {
            references[row] = [.. named];
        }

        Volatile.Write(ref slots[row], count++);
    }
}

/// <summary>Writes the digest of a row; returns the annotations it names, valid until the next call.</summary>
internal delegate IReadOnlyList<Lineage> DigestRow(int row, Span<byte> destination);
