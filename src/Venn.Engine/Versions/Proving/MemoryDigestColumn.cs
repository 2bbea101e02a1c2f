using Venn.Bitmaps.Containers;
using Venn.Engine.Revisions;

namespace Venn.Engine.Versions.Proving;

/// <summary>A column that is filled as rows are asked for: of a segment that still grows, or of bodies under masks.</summary>
internal sealed class MemoryDigestColumn : DigestColumn
{
    private const int Missing = -1;

    /// <summary>Rows given to a core at a time: each is a body to be read.</summary>
    private const int Stride = 512;

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
    /// <param name="digest">Called on several threads.</param>
    public void Fill(Container rows, DigestRows digest)
    {
        var wanted = new ushort[rows.Cardinality];
        rows.CopyTo(wanted);
        lock (filling)
        {
            ushort[] missing = [.. wanted.Where(row => slots[row] == Missing)];
            if (missing.Length > 0)
            {
                Add(missing, digest);
            }
        }
    }

    private void Add(ushort[] rows, DigestRows digest)
    {
        // Readers keep the array they have: what stands in it never changes.
        var (room, from) = (digests, count);
        var end = (from + rows.Length) * RevisionDigester.SizeBytes;
        if (room.Length < end)
        {
            room = new byte[Math.Max(end, Math.Min(digests.Length * 2, SegmentNumber.RowCount * RevisionDigester.SizeBytes))];
            digests.CopyTo(room, 0);
        }

        EveryCore.For(
            (rows.Length + Stride - 1) / Stride, 2,
            stride =>
            {
                var some = rows.AsSpan(stride * Stride, Math.Min(Stride, rows.Length - (stride * Stride)));
                var start = (from + (stride * Stride)) * RevisionDigester.SizeBytes;
                digest(some, room.AsSpan(start, some.Length * RevisionDigester.SizeBytes), Name);
            },
            CancellationToken.None);
        Volatile.Write(ref digests, room);
        for (var i = 0; i < rows.Length; i++)
        {
            Volatile.Write(ref slots[rows[i]], from + i);
        }

        count = from + rows.Length;
    }

    private void Name(int row, IReadOnlyList<Lineage> named)
    {
        lock (references)
        {
            references[row] = [.. named];
        }
    }
}

/// <summary>Writes the digests of some rows.</summary>
/// <param name="rows">Ascending.</param>
/// <param name="destination">32 bytes for each.</param>
/// <param name="name">Is told what annotations a row names, if it names any; the list is valid until it returns.</param>
internal delegate void DigestRows(ReadOnlySpan<ushort> rows, Span<byte> destination, Action<int, IReadOnlyList<Lineage>> name);
