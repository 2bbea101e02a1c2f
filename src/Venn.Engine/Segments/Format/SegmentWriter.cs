using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Venn.Engine.Revisions;
using Venn.Engine.Segments.Columns;
using Venn.Storage.Catalog;

namespace Venn.Engine.Segments.Format;

/// <summary>Writes a segment as the bytes of a sealed file. One use.</summary>
internal sealed class SegmentWriter
{
    private readonly Segment segment;
    private readonly Relation relation;
    private readonly FileBuilder file = new();
    private readonly BlockWriter blocks;
    private readonly List<ColumnEntry> entries = [];
    private readonly long[] values = new long[SegmentNumber.RowCount];
    private readonly ulong[] present = new ulong[RowBits.WordCount];
    private readonly List<(int Row, long Value)> extras = [];

    private SegmentWriter(Segment segment, Relation relation)
    {
        this.segment = segment;
        this.relation = relation;
        blocks = new BlockWriter(file, segment.RowEnd);
    }

    /// <summary>Nothing may be appended to the segment meanwhile.</summary>
    public static ReadOnlySpan<byte> Write(Segment segment, Relation relation) => new SegmentWriter(segment, relation).Write();

    private ReadOnlySpan<byte> Write()
    {
        file.Take(SegmentFormat.HeaderSizeBytes);
        using var dictionaries = new DictionaryWriter(file);
        AddBuiltIn(dictionaries, "$lineage", segment.Lineages);
        AddIndex("lineage", segment.Lineages);
        AddBuiltIn(dictionaries, "$item", segment.Items);
        AddIndex("item", segment.Items);
        AddBuiltIn(dictionaries, "$source", segment.Sources);
        AddBuiltIn(dictionaries, "$path", segment.Paths);
        AddPathIndex();
        AddBuiltIn(dictionaries, "$dir", segment.Directories);
        AddBuiltIn(dictionaries, "$isDirectory", segment.AreDirectories);
        AddBuiltIn(dictionaries, "$size", segment.Sizes);
        AddBuiltIn(dictionaries, "$content", segment.Contents);
        if (segment.Overflow is { } overflow)
        {
            AddColumn(dictionaries, ColumnRole.Overflow, [], overflow);
        }

        AddFields(dictionaries, ColumnRole.Field, segment.Root, []);
        if (segment.DerivedVersion is { } version)
        {
            AddFields(dictionaries, ColumnRole.Derived, segment.Derived, []);
            entries.Add(new ColumnEntry(
                ColumnRole.DerivedVersion, ColumnKind.Null, [Encoding.UTF8.GetBytes(version)], default, default, default));
        }

        var directoryOffset = WriteDirectory();
        WriteHeader(directoryOffset);
        return file.Written;
    }

    private void AddFields(DictionaryWriter dictionaries, ColumnRole role, PathNode node, byte[][] names)
    {
        foreach (var column in node.Columns)
        {
            if (column is not null)
            {
                AddColumn(dictionaries, role, names, column);
            }
        }

        foreach (var child in node.Children)
        {
            AddFields(dictionaries, role, child, [.. names, child.Name]);
        }
    }

    private void AddBuiltIn(DictionaryWriter dictionaries, string name, Column? column)
    {
        if (column is not null)
        {
            AddColumn(dictionaries, ColumnRole.BuiltIn, [Encoding.UTF8.GetBytes(name)], column);
        }
    }

    private void AddColumn(DictionaryWriter dictionaries, ColumnRole role, byte[][] names, Column column)
    {
        ReadFirst(column);
        extras.Clear();
        column.ReadExtras(extras);
        var dictionary = default(DictionaryReference);
        if (column.Dictionary is { } texts)
        {
            dictionary = dictionaries.Write(texts is HexDictionary hex ? hex.Raw : texts, out var newCodes);
            for (var row = 0; row < segment.RowEnd; row++)
            {
                if (RowBits.Contains(present, row))
                {
                    values[row] = newCodes[values[row]];
                }
            }

            for (var i = 0; i < extras.Count; i++)
            {
                extras[i] = (extras[i].Row, newCodes[extras[i].Value]);
            }
        }

        var first = blocks.WriteFirst(values, present);
        var further = blocks.WriteExtras(extras);
        if (first.Count + further.Count > 0)
        {
            entries.Add(new ColumnEntry(role, column.Kind, names, first, further, dictionary));
        }
    }

    // A column that ascends with the rows is its own index.
    private void AddIndex(string name, Column? column)
    {
        if (column is null || entries[^1].First.IsAscending)
        {
            return;
        }

        ReadFirst(column);
        AddIndex(name, static (_, value) => value, column, isHash: false);
    }

    private void AddPathIndex()
    {
        if (segment.Paths is not { } paths)
        {
            return;
        }

        ReadFirst(paths);
        AddIndex(
            "path", static (paths, code) => (long)(XxHash3.HashToUInt64(paths.Dictionary!.Get((int)code, default)) >> 32), paths, isHash: true);
    }

    private void AddIndex(string name, Func<Column, long, long> getKey, Column column, bool isHash)
    {
        var keys = new long[RowBits.Count(present)];
        var rows = new long[keys.Length];
        var count = 0;
        for (var row = 0; row < segment.RowEnd; row++)
        {
            if (RowBits.Contains(present, row))
            {
                keys[count] = getKey(column, values[row]);
                rows[count++] = row;
            }
        }

        Array.Sort(keys, rows);
        SortRowsOfEqualKeys(keys, rows);
        entries.Add(new ColumnEntry(
            ColumnRole.Index, ColumnKind.Integer, [Encoding.UTF8.GetBytes(name)],
            blocks.WriteList(keys, isHash), blocks.WriteList(rows), default));
    }

    private static void SortRowsOfEqualKeys(long[] keys, long[] rows)
    {
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            rows.AsSpan(start, end - start).Sort();
            start = end;
        }
    }

    private void ReadFirst(Column column)
    {
        present.AsSpan().Clear();
        column.ReadFirst(values, present);
    }

    private int WriteDirectory()
    {
        file.Align();
        var offset = file.Length;
        BinaryPrimitives.WriteInt32LittleEndian(file.Take(4), entries.Count);
        foreach (var entry in entries)
        {
            var head = file.Take(4);
            head[0] = (byte)entry.Role;
            head[1] = (byte)entry.Kind;
            BinaryPrimitives.WriteUInt16LittleEndian(head[2..], (ushort)entry.Names.Length);
            foreach (var name in entry.Names)
            {
                BinaryPrimitives.WriteInt32LittleEndian(file.Take(4), name.Length);
                file.Add(name);
            }

            entry.First.Write(file.Take(SegmentFormat.BlockReferenceSizeBytes));
            entry.Extras.Write(file.Take(SegmentFormat.BlockReferenceSizeBytes));
            entry.Dictionary.Write(file.Take(SegmentFormat.DictionaryReferenceSizeBytes));
        }

        return offset;
    }

    private void WriteHeader(int directoryOffset)
    {
        var directory = file.At(directoryOffset, file.Length - directoryOffset);
        var header = file.At(0, SegmentFormat.HeaderSizeBytes);
        SegmentFormat.Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], SegmentFormat.Version);
        BinaryPrimitives.WriteUInt16LittleEndian(header[10..], SegmentFormat.HeaderSizeBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(
            header[12..], blocks.Features | (segment.DerivedVersion is null ? 0 : SegmentFormat.DerivedFeature));
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], segment.Number.Value);
        header[24] = (byte)relation;
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], segment.RowEnd);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], directoryOffset);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], directory.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[44..], Crc32C.Compute(directory));
        BinaryPrimitives.WriteInt64LittleEndian(header[48..], file.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[60..], Crc32C.Compute(header[..60]));
    }
}
