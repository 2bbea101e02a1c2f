using Venn.Storage.Blobs;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Revisions;

/// <summary>
/// Revisions with consecutive numbers, in one row of the catalog. A block never crosses a group of
/// <see cref="GroupSize"/> numbers, so that the rows which can hold a number are known from the number alone.
/// Format: docs/formats/revisions.md.
/// </summary>
internal static class RevisionBlockCodec
{
    /// <summary>Numbers in a group: about 16 KB of JSON, which a random read decompresses in tens of microseconds.</summary>
    public const int GroupSize = 64;

    private const int CompressionFloorBytes = 512;
    private const int CompressionLevel = 1;
    private const byte Plain = 0;
    private const byte Zstd = 1;

    /// <summary>A block that says it is larger is damaged: nothing is allocated for it.</summary>
    private const int MaxRawBytes = 1 << 30;

    /// <summary>Kept by each thread that reads scattered revisions; a block is mostly a quarter of it.</summary>
    private const int ReusedBytes = 64 << 10;

    [ThreadStatic]
    private static ByteWriter? scratch;

    [ThreadStatic]
    private static byte[]? unpacked;

    [ThreadStatic]
    private static ZstdSharp.Compressor? compressor;

    [ThreadStatic]
    private static ZstdSharp.Decompressor? decompressor;

    /// <summary>The blocks of revisions in ascending number order, as few as the rules allow.</summary>
    /// <param name="relation">Items or annotations.</param>
    /// <param name="revisions">Of one commit.</param>
    /// <param name="origin">That commit.</param>
    public static List<RevisionBlockRecord> Encode(Relation relation, ReadOnlySpan<Revision> revisions, CommitId origin)
    {
        var blocks = new List<RevisionBlockRecord>(1 + (revisions.Length / 32));
        for (var start = 0; start < revisions.Length;)
        {
            var end = BlockEnd(revisions, start);
            blocks.Add(EncodeBlock(relation, revisions[start..end], origin));
            start = end;
        }

        return blocks;
    }

    /// <summary>Where the block that begins at <paramref name="start"/> ends: at a gap, or at the end of a group.</summary>
    public static int BlockEnd(ReadOnlySpan<Revision> revisions, int start)
    {
        var first = revisions[start].Number.Value;
        var end = start + 1;
        while (end < revisions.Length
            && revisions[end].Number.Value == first + (end - start)
            && revisions[end].Number.Value / GroupSize == first / GroupSize)
        {
            end++;
        }

        return end;
    }

    /// <summary>A block again, of what is left of it: revisions of one group, ascending, with holes between.</summary>
    public static RevisionBlockRecord EncodeRest(Relation relation, ReadOnlySpan<Revision> revisions) =>
        EncodeBlock(relation, revisions, revisions[0].Origin);

    private static RevisionBlockRecord EncodeBlock(Relation relation, ReadOnlySpan<Revision> revisions, CommitId origin)
    {
        var raw = scratch ??= new ByteWriter();
        raw.Clear();
        raw.WriteVarint(origin.Dataset.Value);
        raw.WriteVarint(origin.Sequence);
        long lineage = 0;
        long item = 0;
        var next = revisions[0].Number.Value;
        foreach (var revision in revisions)
        {
            for (; next < revision.Number.Value; next++)
            {
                raw.WriteByte((byte)RevisionFlags.IsHole);
            }

            next++;
            raw.WriteByte((byte)FlagsOf(revision));
            raw.WriteSigned(revision.Lineage.Value - lineage);
            lineage = revision.Lineage.Value;
            if (relation == Relation.Annotations)
            {
                raw.WriteSigned(revision.Item.Value - item);
                item = revision.Item.Value;
            }
            else
            {
                raw.WriteText(revision.Path);
                raw.WriteVarint(revision.SizeBytes);
                if (!revision.Content.IsNone)
                {
                    revision.Content.CopyTo(raw.Reserve(ContentHash.SizeBytes));
                }
            }

            if (!revision.Source.IsNone)
            {
                raw.WriteVarint(revision.Source.Value);
                raw.WriteVarint(revision.SourceDataset.Value);
            }

            raw.WriteBlock(revision.Body.Span);
        }

        var first = revisions[0].Number.Value;
        return new RevisionBlockRecord(relation, first, (int)(next - first), Pack(raw.Written));
    }

    private static byte[] Pack(ReadOnlySpan<byte> raw)
    {
        if (raw.Length >= CompressionFloorBytes)
        {
            compressor ??= new ZstdSharp.Compressor(CompressionLevel);
            var packed = new ByteWriter();
            packed.WriteByte(Zstd);
            packed.WriteVarint(raw.Length);
            packed.WriteBytes(compressor.Wrap(raw));
            if (packed.Count < raw.Length)
            {
                return packed.ToArray();
            }
        }

        var plain = new byte[raw.Length + 1];
        plain[0] = Plain;
        raw.CopyTo(plain.AsSpan(1));
        return plain;
    }

    /// <returns>The revisions that are there, ascending: those between were collected or erased.</returns>
    /// <exception cref="Venn.Storage.CatalogDamagedException">The row is not what was written.</exception>
    public static Revision[] Decode(RevisionBlockRecord block)
    {
        var raw = Unpack(block, isKept: true);
        var reader = new ByteReader(raw.Span, "revision block");
        var origin = new CommitId(new DatasetOrdinal(reader.ReadLong()), reader.ReadLong());
        var revisions = new Revision[block.Count];
        var count = 0;
        long lineage = 0;
        long item = 0;
        for (var i = 0; i < block.Count; i++)
        {
            if (Decode(block, i, raw, ref reader, ref lineage, ref item) is { } revision)
            {
                revisions[count++] = revision with { Origin = origin };
            }
        }

        Array.Resize(ref revisions, count);
        return reader.IsAtEnd ? revisions : throw reader.Damaged("bytes are left over");
    }

    /// <summary>Some revisions of a block, with nothing of the others kept in memory.</summary>
    /// <param name="block">The row.</param>
    /// <param name="wanted">Numbers within it, ascending.</param>
    /// <param name="found">Takes them in the same order; null for a hole.</param>
    /// <exception cref="Venn.Storage.CatalogDamagedException">The row is not what was written.</exception>
    public static void DecodeSome(RevisionBlockRecord block, ReadOnlySpan<RevisionNumber> wanted, Span<Revision?> found)
    {
        // Not kept, so it goes where the last one was: most of what a scattered read would allocate is what it throws away.
        var raw = Unpack(block, isKept: false);
        var reader = new ByteReader(raw.Span, "revision block");
        var origin = new CommitId(new DatasetOrdinal(reader.ReadLong()), reader.ReadLong());
        long lineage = 0;
        long item = 0;
        var index = 0;
        for (var i = 0; i < wanted.Length; i++, index++)
        {
            for (; index < wanted[i].Value - block.First; index++)
            {
                Skip(block.Relation, ref reader, ref lineage, ref item);
            }

            found[i] = Decode(block, index, raw, ref reader, ref lineage, ref item) is { } revision
                ? revision with { Origin = origin, Body = revision.Body.ToArray() }
                : null;
        }
    }

    private static void Skip(Relation relation, ref ByteReader reader, ref long lineage, ref long item)
    {
        var flags = (RevisionFlags)reader.ReadByte();
        if ((flags & RevisionFlags.IsHole) != 0)
        {
            return;
        }

        lineage += reader.ReadSigned();
        if (relation == Relation.Annotations)
        {
            item += reader.ReadSigned();
        }
        else
        {
            reader.ReadBlock();
            reader.ReadLong();
            reader.ReadBytes((flags & RevisionFlags.HasContent) != 0 ? ContentHash.SizeBytes : 0);
        }

        if ((flags & RevisionFlags.HasSource) != 0)
        {
            reader.ReadLong();
            reader.ReadLong();
        }

        reader.ReadBlock();
    }

    private static Revision? Decode(
        RevisionBlockRecord block, int index, ReadOnlyMemory<byte> raw, ref ByteReader reader, ref long lineage, ref long item)
    {
        var flags = (RevisionFlags)reader.ReadByte();
        if ((flags & RevisionFlags.IsHole) != 0)
        {
            return null;
        }

        lineage += reader.ReadSigned();
        var path = "";
        long sizeBytes = 0;
        var content = ContentHash.None;
        if (block.Relation == Relation.Annotations)
        {
            item += reader.ReadSigned();
        }
        else
        {
            path = reader.ReadText();
            sizeBytes = reader.ReadLong();
            content = (flags & RevisionFlags.HasContent) != 0
                ? ContentHash.FromBytes(reader.ReadBytes(ContentHash.SizeBytes))
                : ContentHash.None;
        }

        var hasSource = (flags & RevisionFlags.HasSource) != 0;
        var source = hasSource ? new Lineage(reader.ReadLong()) : Lineage.None;
        var sourceDataset = hasSource ? new DatasetOrdinal(reader.ReadLong()) : DatasetOrdinal.None;
        var bodyLength = reader.ReadCount();
        var bodyStart = reader.Position;
        reader.ReadBytes(bodyLength);
        return new Revision
        {
            Number = new RevisionNumber(block.First + index),
            Lineage = new Lineage(lineage),
            Item = new Lineage(item),
            Path = path,
            SizeBytes = sizeBytes,
            Content = content,
            IsDirectory = (flags & RevisionFlags.IsDirectory) != 0,
            Source = source,
            SourceDataset = sourceDataset,
            Body = raw.Slice(bodyStart, bodyLength),
        };
    }

    /// <param name="block">The row.</param>
    /// <param name="isKept">False: what is returned is overwritten by the thread's next block.</param>
    private static ReadOnlyMemory<byte> Unpack(RevisionBlockRecord block, bool isKept)
    {
        var reader = new ByteReader(block.Data.Span, "revision block");
        var form = reader.ReadByte();
        if (form == Plain)
        {
            return block.Data[1..];
        }

        if (form != Zstd)
        {
            throw reader.Damaged($"form {form} is not known");
        }

        var length = reader.ReadCount();
        if (length > MaxRawBytes)
        {
            throw reader.Damaged($"{length} bytes are more than a block can hold");
        }

        decompressor ??= new ZstdSharp.Decompressor();
        var raw = isKept || length > ReusedBytes ? new byte[length] : unpacked ??= new byte[ReusedBytes];
        try
        {
            return decompressor.Unwrap(block.Data.Span[reader.Position..], raw.AsSpan(0, length)) == length
                ? raw.AsMemory(0, length)
                : throw reader.Damaged("its length is not what it says");
        }
        catch (ZstdSharp.ZstdException e)
        {
            throw reader.Damaged(e.Message);
        }
    }

    private static RevisionFlags FlagsOf(Revision revision) =>
        (revision.IsDirectory ? RevisionFlags.IsDirectory : 0)
        | (revision.Content.IsNone ? 0 : RevisionFlags.HasContent)
        | (revision.Source.IsNone ? 0 : RevisionFlags.HasSource);

    [Flags]
    private enum RevisionFlags : byte
    {
        IsDirectory = 1,
        HasContent = 2,
        HasSource = 4,

        /// <summary>Nothing follows: the revision was collected or erased.</summary>
        IsHole = 8,
    }
}
