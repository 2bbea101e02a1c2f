using System.Buffers;
using System.IO.Hashing;
using System.Text;
using Venn.Bitmaps.Containers;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Segments.Columns;
using Venn.Storage.Catalog;

namespace Venn.Engine.Segments.Tail;

/// <summary>
/// A segment that still grows, in memory. Threads: appends one at a time (a lock inside); readers at any
/// time, for rows whose append had returned before the state that holds them was published.
/// </summary>
internal sealed class TailSegment : Segment
{
    private readonly Lock appending = new();
    private readonly Relation relation;
    private readonly BodyIndexer bodies;
    private readonly DerivedIndexer? derivedNumbers;
    private readonly EntryColumn overflow = new(ColumnKind.Unindexed);
    private readonly DenseColumn lineages = new(ColumnKind.Integer);
    private readonly EntryColumn sources = new(ColumnKind.Integer);
    private readonly TailIndex byLineage = new();
    private readonly TailIndex? byItem;
    private readonly TailIndex? byPath;
    private readonly DenseColumn? items;
    private readonly TailDictionary pathTexts = new(isDistinct: false);
    private readonly TailDictionary directoryTexts = new(isDistinct: true);
    private readonly TailDictionary contentHashes = new(isDistinct: true);
    private readonly DenseColumn? paths;
    private readonly DenseColumn? directories;
    private readonly DenseColumn? areDirectories;
    private readonly DenseColumn? sizes;
    private readonly DenseColumn? contents;
    private int rowEnd;

    public TailSegment(SegmentNumber number, Relation relation, IReadOnlyList<FieldPath> opaquePaths, int pathLimit, DerivedFields? derived)
        : base(number, new TailNode([], isOpaque: false))
    {
        this.relation = relation;
        bodies = new BodyIndexer((TailNode)Root, overflow, opaquePaths, pathLimit);
        derivedNumbers = derived is null ? null : new DerivedIndexer(Derived, derived);
        if (relation == Relation.Annotations)
        {
            items = new DenseColumn(ColumnKind.Integer);
            byItem = new TailIndex();
            return;
        }

        byPath = new TailIndex();
        paths = new DenseColumn(ColumnKind.Text, pathTexts);
        Names = new DerivedTextColumn(paths, () => new NameDictionary(pathTexts));
        directories = new DenseColumn(ColumnKind.Text, directoryTexts);
        areDirectories = new DenseColumn(ColumnKind.Boolean);
        sizes = new DenseColumn(ColumnKind.Integer);
        contents = new DenseColumn(ColumnKind.Text, new HexDictionary(contentHashes));
    }

    public override string? DerivedVersion => derivedNumbers?.Version;

    public override int RowEnd => Volatile.Read(ref rowEnd);

    public override Column Lineages => lineages;

    public override Column? Items => items;

    public override Column Sources => sources;

    public override Column? Paths => paths;

    public override Column? Names { get; }

    public override Column? Directories => directories;

    public override Column? AreDirectories => areDirectories;

    public override Column? Sizes => sizes;

    public override Column? Contents => contents;

    public override Column Overflow => overflow;

    public void Append(ReadOnlySpan<Revision> revisions)
    {
        lock (appending)
        {
            foreach (var revision in revisions)
            {
                Append(revision);
            }
        }
    }

    public override bool TryFindLineage(long lineage, Container members, out int row)
    {
        foreach (var candidate in byLineage.Find(TailIndex.Mix(lineage)))
        {
            if (members.Contains((ushort)candidate) && lineages.GetFirst(candidate) == lineage)
            {
                row = candidate;
                return true;
            }
        }

        row = -1;
        return false;
    }

    public override void FindItem(long item, Container members, List<RevisionNumber> into)
    {
        if (byItem is null)
        {
            return;
        }

        var from = into.Count;
        foreach (var candidate in byItem.Find(TailIndex.Mix(item)))
        {
            if (members.Contains((ushort)candidate) && items!.GetFirst(candidate) == item)
            {
                into.Add(Number.At(candidate));
            }
        }

        into.Sort(from, into.Count - from, null);
    }

    public override bool TryFindPath(ulong hash, ReadOnlySpan<byte> path, Container members, out int row)
    {
        row = -1;
        if (byPath is null)
        {
            return false;
        }

        foreach (var candidate in byPath.Find(hash))
        {
            if (members.Contains((ushort)candidate) && paths!.TryGetFirst(candidate, out var code)
                && pathTexts.Get((int)code, default).SequenceEqual(path))
            {
                row = candidate;
                return true;
            }
        }

        return false;
    }

    public override void Dispose()
    {
    }

    private void Append(Revision revision)
    {
        var row = revision.Number.Row;
        lineages.Set(row, revision.Lineage.Value);
        byLineage.Add(TailIndex.Mix(revision.Lineage.Value), row);
        if (!revision.Source.IsNone)
        {
            sources.Add(row, revision.Source.Value, isFirst: true);
        }

        if (relation == Relation.Annotations)
        {
            items!.Set(row, revision.Item.Value);
            byItem!.Add(TailIndex.Mix(revision.Item.Value), row);
        }
        else
        {
            AppendItem(row, revision);
        }

        bodies.Index(row, revision.Body.Span);
        derivedNumbers?.Index(row, revision.Body.Span);
        if (row >= rowEnd)
        {
            Volatile.Write(ref rowEnd, row + 1);
        }
    }

    private void AppendItem(int row, Revision revision)
    {
        const int StackLimitBytes = 1024;
        var length = Encoding.UTF8.GetMaxByteCount(revision.Path.Length);
        var rented = length > StackLimitBytes ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> buffer = rented ?? stackalloc byte[StackLimitBytes];
        var path = buffer[..Encoding.UTF8.GetBytes(revision.Path, buffer)];
        var code = pathTexts.Add(path);
        if (code < 0)
        {
            throw new InvalidOperationException(
                $"The paths of segment {Number.Value} are longer than {TailDictionary.SizeLimitBytes} bytes together.");
        }

        paths!.Set(row, code);
        byPath!.Add(XxHash3.HashToUInt64(path), row);
        directories!.Set(row, directoryTexts.Add(PathText.GetDirectory(path)));
        areDirectories!.Set(row, revision.IsDirectory ? 1 : 0);
        sizes!.Set(row, revision.SizeBytes);
        if (!revision.Content.IsNone)
        {
            Span<byte> hash = stackalloc byte[32];
            revision.Content.CopyTo(hash);
            contents!.Set(row, contentHashes.Add(hash));
        }

        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
