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

    /// <summary>Guarded by itself, for who reads it must not wait for a filling.</summary>
    private readonly Dictionary<int, Lineage[]> references = [];

    private volatile bool hasReferences;
    private byte[] digests = [];
    private int count;

    public MemoryDigestColumn() => slots.AsSpan().Fill(Missing);

    public override bool HasReferences => hasReferences;

    public override ReadOnlySpan<byte> Get(int row) =>
        Volatile.Read(ref digests).AsSpan(slots[row] * RevisionDigester.SizeBytes, RevisionDigester.SizeBytes);

    public override IReadOnlyList<Lineage> ReferencesOf(int row)
    {
        lock (references)
        {
            return references.GetValueOrDefault(row) ?? [];
        }
    }

    public override IReadOnlyList<int> RowsNaming(IReadOnlySet<Lineage> named)
    {
        lock (references)
        {
            return [.. references.Where(r => r.Value.Any(named.Contains)).Select(r => r.Key)];
        }
    }

    /// <summary>Computes the rows that are not there yet.</summary>
    /// <param name="rows">Wanted.</param>
    /// <param name="digest">Called on several threads.</param>
    /// <param name="cancellationToken">Ends it, and then none of them is there.</param>
    public void Fill(Container rows, DigestRows digest, CancellationToken cancellationToken)
    {
        var wanted = new ushort[rows.Cardinality];
        rows.CopyTo(wanted);
        lock (filling)
        {
            ushort[] missing = [.. wanted.Where(row => slots[row] == Missing)];
            if (missing.Length > 0)
            {
                Add(missing, digest, cancellationToken);
            }
        }
    }

    private void Add(ushort[] rows, DigestRows digest, CancellationToken cancellationToken)
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
            cancellationToken);
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

        hasReferences = true;
    }
}

/// <summary>Writes the digests of some rows.</summary>
/// <param name="rows">Ascending.</param>
/// <param name="destination">32 bytes for each.</param>
/// <param name="name">Is told what annotations a row names, if it names any; the list is valid until it returns.</param>
internal delegate void DigestRows(ReadOnlySpan<ushort> rows, Span<byte> destination, Action<int, IReadOnlyList<Lineage>> name);
