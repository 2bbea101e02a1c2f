using System.Buffers.Binary;
using Venn.Bitmaps.Algebra;
using Venn.Bitmaps.Containers;

namespace Venn.Bitmaps.Format;

/// <summary>
/// The 32-bit portable format, of the containers of a bitmap that share the upper 32 bits. Source: RoaringFormatSpec.
/// </summary>
internal static class Portable32
{
    private const int CookieWithoutRuns = 12346;
    private const int CookieWithRuns = 12347;
    private const int MaxContainers = 65_536;

    /// <summary>With runs, bitmaps of fewer containers than this have no offsets.</summary>
    private const int OffsetsFromCount = 4;

    public static long GetSizeBytes(ReadOnlySpan<Container> containers, bool allowRuns)
    {
        var size = GetHeaderSizeBytes(containers, HasRuns(containers, allowRuns));
        foreach (var container in containers)
        {
            size += GetPayloadSizeBytes(container, allowRuns);
        }

        return size;
    }

    /// <summary>The destination has the size; keys' low 16 bits are written.</summary>
    public static int Write(
        ReadOnlySpan<ulong> keys, ReadOnlySpan<Container> containers, bool allowRuns, Span<byte> destination)
    {
        var hasRuns = HasRuns(containers, allowRuns);
        var at = WriteCookie(containers, hasRuns, destination);
        for (var i = 0; i < containers.Length; i++, at += 4)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(destination[at..], (ushort)keys[i]);
            BinaryPrimitives.WriteUInt16LittleEndian(destination[(at + 2)..], (ushort)(containers[i].Cardinality - 1));
        }

        if (!hasRuns || containers.Length >= OffsetsFromCount)
        {
            long offset = GetHeaderSizeBytes(containers, hasRuns);
            foreach (var container in containers)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(destination[at..], (uint)offset);
                offset += GetPayloadSizeBytes(container, allowRuns);
                at += 4;
            }
        }

        foreach (var container in containers)
        {
            at += WritePayload(container, allowRuns, destination[at..]);
        }

        return at;
    }

    /// <summary>Appends the containers read, their keys under <paramref name="high"/>.</summary>
    public static void Read(ref FormatReader reader, ulong high, ref ContainerList list)
    {
        var start = reader.Offset;
        var cookie = reader.ReadUInt32("the cookie");
        var hasRuns = (cookie & 0xFFFF) == CookieWithRuns;
        if (!hasRuns && cookie != CookieWithoutRuns)
        {
            throw new RoaringFormatException(start, $"cookie {cookie} is neither 12346 nor 12347");
        }

        var declared = hasRuns ? (cookie >> 16) + 1 : reader.ReadUInt32("the number of containers");
        if (declared > MaxContainers)
        {
            throw new RoaringFormatException(start + 4, $"{declared} containers, more than 65,536");
        }

        var count = (int)declared;
        var runFlags = hasRuns ? reader.Take((count + 7) / 8, "the run flags") : [];
        var headerOffset = reader.Offset;
        var headers = reader.Take(4 * count, "the keys and cardinalities");
        var offsetsOffset = reader.Offset;
        var offsets = !hasRuns || count >= OffsetsFromCount ? reader.Take(4 * count, "the container offsets") : [];
        for (var i = 0; i < count; i++)
        {
            var key = BinaryPrimitives.ReadUInt16LittleEndian(headers[(4 * i)..]);
            var cardinality = BinaryPrimitives.ReadUInt16LittleEndian(headers[((4 * i) + 2)..]) + 1;
            if (i > 0 && BinaryPrimitives.ReadUInt16LittleEndian(headers[(4 * (i - 1))..]) is var before && before >= key)
            {
                throw new RoaringFormatException(headerOffset + (4 * i), $"key {key} follows {before}");
            }

            if (!offsets.IsEmpty
                && BinaryPrimitives.ReadUInt32LittleEndian(offsets[(4 * i)..]) is var offset && offset != reader.Offset - start)
            {
                throw new RoaringFormatException(
                    offsetsOffset + (4 * i), $"offset {offset} of container {i}, which stands at {reader.Offset - start}");
            }

            var isRun = hasRuns && (runFlags[i / 8] >> (i % 8) & 1) != 0;
            list.Add(high | key, isRun ? ReadRuns(ref reader, cardinality) : ReadValues(ref reader, cardinality));
        }
    }

    private static Container ReadValues(ref FormatReader reader, int cardinality) =>
        cardinality <= ArrayContainer.MaxCardinality
            ? ContainerPayload.ReadArray(ref reader, cardinality)
            : ContainerPayload.ReadBitmap(ref reader, cardinality);

    private static Container ReadRuns(ref FormatReader reader, int cardinality)
    {
        var offset = reader.Offset;
        var container = ContainerPayload.ReadRuns(ref reader, reader.ReadUInt16("a number of runs"));
        return container.Cardinality == cardinality
            ? container
            : throw new RoaringFormatException(
                offset, $"runs of {container.Cardinality} values where {cardinality} are declared");
    }

    private static bool HasRuns(ReadOnlySpan<Container> containers, bool allowRuns)
    {
        foreach (var container in containers)
        {
            if (allowRuns && container is RunContainer)
            {
                return true;
            }
        }

        return false;
    }

    private static int GetHeaderSizeBytes(ReadOnlySpan<Container> containers, bool hasRuns) =>
        !hasRuns ? 8 + (8 * containers.Length)
        : 4 + ((containers.Length + 7) / 8) + ((containers.Length < OffsetsFromCount ? 4 : 8) * containers.Length);

    private static int GetPayloadSizeBytes(Container container, bool allowRuns) => container switch
    {
        RunContainer runs when allowRuns => 2 + (2 * runs.Pairs.Length),
        _ when container.Cardinality <= ArrayContainer.MaxCardinality => 2 * container.Cardinality,
        _ => ContainerForm.BitmapSizeBytes,
    };

    private static int WriteCookie(ReadOnlySpan<Container> containers, bool hasRuns, Span<byte> destination)
    {
        if (!hasRuns)
        {
            BinaryPrimitives.WriteInt32LittleEndian(destination, CookieWithoutRuns);
            BinaryPrimitives.WriteInt32LittleEndian(destination[4..], containers.Length);
            return 8;
        }

        BinaryPrimitives.WriteInt32LittleEndian(destination, CookieWithRuns | (containers.Length - 1) << 16);
        var flags = destination.Slice(4, (containers.Length + 7) / 8);
        flags.Clear();
        for (var i = 0; i < containers.Length; i++)
        {
            flags[i / 8] |= (byte)(containers[i] is RunContainer ? 1 << (i % 8) : 0);
        }

        return 4 + flags.Length;
    }

    private static int WritePayload(Container container, bool allowRuns, Span<byte> destination)
    {
        var size = GetPayloadSizeBytes(container, allowRuns);
        if (container is not RunContainer runs)
        {
            ContainerPayload.Write(container, destination);
        }
        else if (allowRuns)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)runs.RunCount);
            ContainerPayload.Write(container, destination[2..]);
        }
        else if (container.Cardinality <= ArrayContainer.MaxCardinality)
        {
            var values = new ushort[container.Cardinality];
            container.CopyTo(values);
            LittleEndian.Write(values, destination);
        }
        else
        {
            var words = new ulong[Container.WordCount];
            container.CopyToWords(words);
            LittleEndian.Write(words, destination);
        }

        return size;
    }
}
