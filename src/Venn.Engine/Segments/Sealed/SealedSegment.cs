using System.Text;
using Venn.Bitmaps.Containers;
using Venn.Engine.Revisions;
using Venn.Engine.Segments.Columns;
using Venn.Engine.Segments.Format;
using Venn.Storage.Catalog;
using Venn.Storage.Files;

namespace Venn.Engine.Segments.Sealed;

/// <summary>
/// A segment in a mapped file. Opening reads the header and the directory; each block's checksum is verified when it is
/// first used, and damage throws, so that no damaged byte ever takes part in an answer.
/// </summary>
internal sealed class SealedSegment : Segment
{
    private readonly IMappedFile mapping;
    private readonly ReadOnlyMemory<byte> file;
    private readonly Action<SealedSegment, string> repair;
    private readonly Dictionary<string, SealedColumn> builtIns = [];
    private readonly Dictionary<string, SealedIndex> indexes = [];
    private readonly SealedIndex byLineage;
    private readonly SealedIndex? byItem;
    private SealedColumn? overflow;
    private SealedHashIndex? byPath;
    private string? derivedVersion;

    private SealedSegment(
        SegmentNumber number, IMappedFile mapping, int rowEnd, List<ColumnEntry> entries, DictionaryBudget dictionaries,
        Action<SealedSegment, string> repair)
        : base(number, new PathNode([]))
    {
        this.mapping = mapping;
        Dictionaries = dictionaries;
        this.repair = repair;
        file = mapping.Memory;
        RowEnd = rowEnd;
        foreach (var entry in entries)
        {
            Add(entry);
        }

        Lineages = builtIns["$lineage"];
        Items = builtIns.GetValueOrDefault("$item");
        Sources = builtIns.GetValueOrDefault("$source")
            ?? new SealedColumn(this, new ColumnEntry(ColumnRole.BuiltIn, ColumnKind.Integer, [], default, default, default), isHex: false);
        if (builtIns.GetValueOrDefault("$path") is { } paths)
        {
            Paths = paths;
            Names = new DerivedTextColumn(paths, () => new NameDictionary(paths.Dictionary!));
        }

        byLineage = indexes.GetValueOrDefault("lineage") ?? OwnIndex(builtIns["$lineage"]);
        byItem = Items is SealedColumn items ? indexes.GetValueOrDefault("item") ?? OwnIndex(items) : null;
    }

    /// <summary>Bounds what is decoded of it.</summary>
    public DictionaryBudget Dictionaries { get; }

    /// <summary>Changes when the segment is made again with other content: the checksum of its directory, which has those of its blocks.</summary>
    public ulong Identity =>
        ((ulong)file.Length << 32) | System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(file.Span[44..]);

    public override string? DerivedVersion => derivedVersion;

    public override int RowEnd { get; }

    public override Column Lineages { get; }

    public override Column? Items { get; }

    public override Column Sources { get; }

    public override Column? Paths { get; }

    public override Column? Names { get; }

    public override Column? Directories => builtIns.GetValueOrDefault("$dir");

    public override Column? AreDirectories => builtIns.GetValueOrDefault("$isDirectory");

    public override Column? Sizes => builtIns.GetValueOrDefault("$size");

    public override Column? Contents => builtIns.GetValueOrDefault("$content");

    public override Column? Overflow => overflow;

    /// <param name="derivedVersion">That of its derived fields; null when it does not matter.</param>
    /// <param name="dictionaries">Bounds what is decoded of it.</param>
    /// <param name="repair">Makes the segment again; given what was wrong.</param>
    /// <exception cref="InvalidDataException">The header or the directory is not as written.</exception>
    /// <exception cref="SegmentTooNewException">A newer version wrote it.</exception>
    public static SealedSegment Open(
        IFileSystem fileSystem, string path, SegmentNumber number, Relation relation, string? derivedVersion, DictionaryBudget dictionaries,
        Action<SealedSegment, string> repair)
    {
        if (fileSystem.GetSizeBytes(path) == 0)
        {
            throw new InvalidDataException("it is empty");
        }

        var mapping = fileSystem.Map(path);
        try
        {
            var (rowEnd, entries) = SegmentReader.Read(mapping.Memory.Span, path, number, relation);
            var opened = new SealedSegment(number, mapping, rowEnd, entries, dictionaries, repair);
            return derivedVersion is null || opened.derivedVersion == derivedVersion
                ? opened
                : throw new InvalidDataException($"it lacks the derived fields of version {derivedVersion}");
        }
        catch
        {
            mapping.Dispose();
            throw;
        }
    }

    public override bool TryFindLineage(long lineage, Container members, out int row)
    {
        row = -1;
        var index = byLineage;
        if (!index.Covers(lineage))
        {
            return false;
        }

        for (var at = index.LowerBound(lineage); at < index.Count && index.KeyAt(at) == lineage; at++)
        {
            row = index.RowAt(at);
            if (members.Contains((ushort)row))
            {
                return true;
            }
        }

        return false;
    }

    public override void FindItem(long item, Container members, List<RevisionNumber> into)
    {
        if (byItem is not { } index || !index.Covers(item))
        {
            return;
        }

        for (var at = index.LowerBound(item); at < index.Count && index.KeyAt(at) == item; at++)
        {
            var row = index.RowAt(at);
            if (members.Contains((ushort)row))
            {
                into.Add(Number.At(row));
            }
        }
    }

    public override bool TryFindPath(ulong hash, ReadOnlySpan<byte> path, Container members, out int row)
    {
        row = -1;
        if (byPath is null)
        {
            return false;
        }

        var (start, end) = byPath.Find((uint)(hash >> 32));
        for (var at = start; at < end; at++)
        {
            row = byPath.RowAt(at);
            if (members.Contains((ushort)row) && Paths!.TryGetFirst(row, out var code)
                && Paths.Dictionary!.Get((int)code, default).SequenceEqual(path))
            {
                return true;
            }
        }

        return false;
    }

    public ReadOnlySpan<byte> Slice(long offset, int length) => file.Span.Slice((int)offset, length);

    /// <exception cref="SegmentDamagedException">The bytes do not have the checksum.</exception>
    public void Verify(ReadOnlySpan<byte> bytes, uint crc)
    {
        if (Crc32C.Compute(bytes) != crc)
        {
            throw new SegmentDamagedException(this, "the checksum of a column is wrong");
        }
    }

    /// <summary>Makes the segment again from the catalog; whoever holds this one asks for it anew.</summary>
    public void Repair(string reason) => repair(this, reason);

    public override void Dispose() => mapping.Dispose();

    private void Add(ColumnEntry entry)
    {
        switch (entry.Role)
        {
            case ColumnRole.BuiltIn:
                var name = Encoding.UTF8.GetString(entry.Names[0]);
                builtIns.Add(name, new SealedColumn(this, entry, isHex: name == "$content"));
                break;
            case ColumnRole.Index when entry.Names[0].AsSpan().SequenceEqual("path"u8):
                byPath = new SealedHashIndex(new SealedBlock(this, entry.First), new SealedBlock(this, entry.Extras), entry.First.Count);
                break;
            case ColumnRole.Index:
                indexes.Add(
                    Encoding.UTF8.GetString(entry.Names[0]),
                    new SealedIndex(new SealedBlock(this, entry.First), new SealedBlock(this, entry.Extras), entry.First.Count));
                break;
            case ColumnRole.Overflow:
                overflow = new SealedColumn(this, entry, isHex: false);
                break;
            case ColumnRole.Derived:
                NodeOf(Derived, entry.Names).Columns[(int)entry.Kind] = new SealedColumn(this, entry, isHex: false);
                break;
            case ColumnRole.DerivedVersion:
                derivedVersion = Encoding.UTF8.GetString(entry.Names[0]);
                break;
            default:
                NodeOf(Root, entry.Names).Columns[(int)entry.Kind] = new SealedColumn(this, entry, isHex: false);
                break;
        }
    }

    private static PathNode NodeOf(PathNode root, byte[][] names)
    {
        var node = root;
        foreach (var name in names)
        {
            var child = node.FindChild(name);
            if (child is null)
            {
                child = new PathNode(name);
                node.AddChild(child);
            }

            node = child;
        }

        return node;
    }

    private static SealedIndex OwnIndex(SealedColumn column) => new(column.First, null, column.First.Reference.Count);
}
