using Venn.Bitmaps;
using Venn.Bitmaps.Format;
using Venn.Engine.Revisions;

namespace Venn.Engine.Versions.Writing;

/// <summary>
/// The bytes of a <see cref="StateDelta"/> in a commit's row. A handful of numbers is written as such (a one-annotation
/// commit takes about ten bytes); more as a portable 64-bit Roaring bitmap. Format: docs/formats/commits.md.
/// </summary>
internal static class StateDeltaCodec
{
    private const byte FormatVersion = 1;
    private const byte ForgottenVersion = 2;
    private const int ListLimit = 16;

    [Flags]
    private enum DeltaFlags : byte
    {
        ClearsAnnotations = 1,
        IsNarrowing = 2,
        LeavesBehind = 4,
    }

    /// <summary>What stands in the place of the delta of a forgotten commit.</summary>
    public static ReadOnlyMemory<byte> Forgotten { get; } = new byte[] { ForgottenVersion };

    public static bool IsForgotten(ReadOnlySpan<byte> bytes) => bytes is [ForgottenVersion];

    /// <summary>
    /// Whether a delta says that something was not taken along, without reading the rest of it. Of what is no delta it may: then
    /// <see cref="Decode"/> tells.
    /// </summary>
    public static bool LeavesBehind(ReadOnlySpan<byte> bytes) => !IsForgotten(bytes)
        && (bytes is not [FormatVersion, var flags, ..]
            || ((DeltaFlags)flags & (DeltaFlags.IsNarrowing | DeltaFlags.LeavesBehind)) != 0);

    public static byte[] Encode(StateDelta delta)
    {
        var writer = new ByteWriter();
        writer.WriteByte(FormatVersion);
        writer.WriteByte((byte)((delta.ClearsAnnotations ? DeltaFlags.ClearsAnnotations : 0)
            | (delta.IsNarrowing ? DeltaFlags.IsNarrowing : 0)
            | (delta.LeavesBehind ? DeltaFlags.LeavesBehind : 0)));
        writer.WriteVarint((ulong)delta.FullMasks);
        Write(writer, delta.Items);
        Write(writer, delta.Annotations);
        var changed = Enumerable.Range(0, delta.Masks.Length).Where(i => !delta.Masks[i].IsEmpty).ToList();
        writer.WriteVarint(changed.Count);
        foreach (var mask in changed)
        {
            writer.WriteVarint(mask);
            Write(writer, delta.Masks[mask]);
        }

        return writer.ToArray();
    }

    /// <returns>
    /// Of a forgotten commit a delta that changes nothing: what it did is in the delta of the next kept one.
    /// </returns>
    /// <exception cref="Venn.Storage.CatalogDamagedException">The bytes are not what was written.</exception>
    public static StateDelta Decode(ReadOnlySpan<byte> bytes, int maskCount)
    {
        if (IsForgotten(bytes))
        {
            return StateDelta.None(maskCount);
        }

        var reader = new ByteReader(bytes, "commit");
        if (reader.ReadByte() is not FormatVersion and var version)
        {
            throw reader.Damaged($"its format {version} is not known");
        }

        var flags = (DeltaFlags)reader.ReadByte();
        var full = (uint)reader.ReadLong();
        var items = ReadRelation(ref reader);
        var annotations = ReadRelation(ref reader);
        var masks = Enumerable.Repeat(RelationDelta.None, maskCount).ToArray();
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var index = reader.ReadCount();
            masks[index < maskCount ? index : throw reader.Damaged($"mask {index} is not known")] = ReadRelation(ref reader);
        }

        if (!reader.IsAtEnd)
        {
            throw reader.Damaged("bytes are left over");
        }

        return new StateDelta
        {
            Items = items,
            Annotations = annotations,
            Masks = [.. masks],
            FullMasks = full,
            ClearsAnnotations = (flags & DeltaFlags.ClearsAnnotations) != 0,
            IsNarrowing = (flags & DeltaFlags.IsNarrowing) != 0,
            LeavesBehind = (flags & DeltaFlags.LeavesBehind) != 0,
        };
    }

    private static void Write(ByteWriter writer, RelationDelta delta)
    {
        Write(writer, delta.Added);
        Write(writer, delta.Removed);
    }

    private static RelationDelta ReadRelation(ref ByteReader reader)
    {
        var delta = new RelationDelta(ReadSet(ref reader), ReadSet(ref reader));
        return delta.IsEmpty ? RelationDelta.None : delta;
    }

    /// <summary>A count up to <see cref="ListLimit"/> and that many ascending differences; or one more than it, a length and a bitmap.</summary>
    private static void Write(ByteWriter writer, RoaringBitmap set)
    {
        if (set.Cardinality > ListLimit)
        {
            writer.WriteVarint(ListLimit + 1L);
            var size = checked((int)RoaringFormat.GetSizeBytes(set));
            writer.WriteVarint(size);
            RoaringFormat.Write(set, writer.Reserve(size));
            return;
        }

        writer.WriteVarint(set.Cardinality);
        ulong previous = 0;
        foreach (var value in set)
        {
            writer.WriteVarint(value - previous);
            previous = value;
        }
    }

    private static RoaringBitmap ReadSet(ref ByteReader reader)
    {
        var count = reader.ReadCount();
        if (count > ListLimit)
        {
            var bytes = reader.ReadBlock();
            try
            {
                return RoaringFormat.Read(bytes);
            }
            catch (RoaringFormatException e)
            {
                throw reader.Damaged(e.Message);
            }
        }

        Span<ulong> values = stackalloc ulong[ListLimit];
        ulong previous = 0;
        for (var i = 0; i < count; i++)
        {
            previous += reader.ReadVarint();
            values[i] = previous;
        }

        return count == 0 ? RoaringBitmap.Empty : RoaringBitmap.FromSorted(values[..count]);
    }
}
