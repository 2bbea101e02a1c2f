using System.Buffers.Binary;
using Venn.Engine.Revisions;
using Venn.Engine.Segments.Columns;
using Venn.Storage.Catalog;

namespace Venn.Engine.Segments.Format;

/// <summary>Reads a file's header and directory, and refuses what is not exactly as written.</summary>
internal static class SegmentReader
{
    /// <exception cref="InvalidDataException">The bytes are not a whole segment file of this number and relation.</exception>
    /// <exception cref="SegmentTooNewException">A newer version wrote it.</exception>
    public static (int RowEnd, List<ColumnEntry> Entries) Read(
        ReadOnlySpan<byte> file, string path, SegmentNumber number, Relation relation)
    {
        Require(file.Length >= SegmentFormat.HeaderSizeBytes && file.StartsWith(SegmentFormat.Magic), "it has no segment header");
        Require(
            BinaryPrimitives.ReadUInt32LittleEndian(file[60..]) == Crc32C.Compute(file[..60]), "the checksum of its header is wrong");
        var version = BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
        var unknown = BinaryPrimitives.ReadUInt32LittleEndian(file[12..]) & ~SegmentFormat.KnownFeatures;
        if (version != SegmentFormat.Version || unknown != 0)
        {
            throw new SegmentTooNewException(path, version, unknown);
        }

        Require(BinaryPrimitives.ReadInt64LittleEndian(file[16..]) == number.Value, "it is another segment's");
        Require(file[24] == (byte)relation, "it is of the other relation");
        var rowEnd = BinaryPrimitives.ReadInt32LittleEndian(file[28..]);
        Require(rowEnd is > 0 and <= SegmentNumber.RowCount, "its row count is out of range");
        var offset = BinaryPrimitives.ReadInt64LittleEndian(file[32..]);
        var length = BinaryPrimitives.ReadInt32LittleEndian(file[40..]);
        Require(BinaryPrimitives.ReadInt64LittleEndian(file[48..]) == file.Length, "it is cut off or has bytes after its end");
        Require(offset >= SegmentFormat.HeaderSizeBytes && length >= 4 && offset + length == file.Length, "its directory is out of range");
        var directory = file.Slice((int)offset, length);
        Require(BinaryPrimitives.ReadUInt32LittleEndian(file[44..]) == Crc32C.Compute(directory), "the checksum of its directory is wrong");
        return (rowEnd, ReadDirectory(directory));
    }

    // The checksum has vouched for these bytes.
    private static List<ColumnEntry> ReadDirectory(ReadOnlySpan<byte> directory)
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(directory);
        directory = directory[4..];
        var entries = new List<ColumnEntry>(count);
        for (var i = 0; i < count; i++)
        {
            var role = (ColumnRole)directory[0];
            var kind = (ColumnKind)directory[1];
            var names = new byte[BinaryPrimitives.ReadUInt16LittleEndian(directory[2..])][];
            directory = directory[4..];
            for (var n = 0; n < names.Length; n++)
            {
                var length = BinaryPrimitives.ReadInt32LittleEndian(directory);
                names[n] = directory.Slice(4, length).ToArray();
                directory = directory[(4 + length)..];
            }

            var first = BlockReference.Read(directory);
            directory = directory[SegmentFormat.BlockReferenceSizeBytes..];
            var extras = BlockReference.Read(directory);
            directory = directory[SegmentFormat.BlockReferenceSizeBytes..];
            var dictionary = DictionaryReference.Read(directory);
            directory = directory[SegmentFormat.DictionaryReferenceSizeBytes..];
            entries.Add(new ColumnEntry(role, kind, names, first, extras, dictionary));
        }

        return entries;
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidDataException(otherwise);
        }
    }
}
