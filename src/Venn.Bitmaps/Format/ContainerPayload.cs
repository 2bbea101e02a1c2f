using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Venn.Bitmaps.Containers;
using Venn.Bitmaps.Containers.Kernels;

namespace Venn.Bitmaps.Format;

/// <summary>
/// The bytes of a container after its header, the same in the portable formats and alone. What is read is brought into
/// the smallest form: other writers may have chosen another.
/// </summary>
internal static class ContainerPayload
{
    [SkipLocalsInit]
    public static Container ReadArray(ref FormatReader reader, int cardinality)
    {
        var offset = reader.Offset;
        Span<ushort> values = stackalloc ushort[ArrayContainer.MaxCardinality];
        values = values[..cardinality];
        LittleEndian.Read(reader.Take(2 * cardinality, "an array container"), values);
        return ArrayKernels.IndexOfDisorder(values) is > 0 and var i
            ? throw new RoaringFormatException(offset + (2 * i), $"array value {values[i]} follows {values[i - 1]}")
            : ContainerForm.FromValues(values);
    }

    [SkipLocalsInit]
    public static Container ReadBitmap(ref FormatReader reader, int cardinality)
    {
        var offset = reader.Offset;
        Span<ulong> words = stackalloc ulong[Container.WordCount];
        LittleEndian.Read(reader.Take(ContainerForm.BitmapSizeBytes, "a bitmap container"), words);
        var counted = WordKernels.CountBits(words);
        return counted != cardinality
            ? throw new RoaringFormatException(offset, $"a bitmap of {counted} values where {cardinality} are declared")
            : ContainerForm.FromWords(words, counted);
    }

    /// <summary>Runs that touch are joined; runs that overlap or do not ascend are refused.</summary>
    [SkipLocalsInit]
    public static Container ReadRuns(ref FormatReader reader, int count)
    {
        var offset = reader.Offset;
        var source = reader.Take(4L * count, "a run container");
        if (count > ContainerForm.MaxRuns)
        {
            return ReadManyRuns(source, offset);
        }

        Span<ushort> pairs = stackalloc ushort[2 * ContainerForm.MaxRuns];
        var (at, next) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var (first, last) = RunAt(source, i, next, offset);
            if (first == next && at > 0)
            {
                pairs[at - 1] += (ushort)(last - first + 1);
            }
            else
            {
                pairs[at] = (ushort)first;
                pairs[at + 1] = (ushort)(last - first);
                at += 2;
            }

            next = last + 1;
        }

        return ContainerForm.FromPairs(pairs[..at]);
    }

    public static void Write(Container container, Span<byte> destination)
    {
        switch (container)
        {
            case ArrayContainer array:
                LittleEndian.Write(array.Values, destination);
                break;
            case RunContainer runs:
                LittleEndian.Write(runs.Pairs, destination);
                break;
            case BitmapContainer bitmap:
                LittleEndian.Write(bitmap.Words, destination);
                break;
        }
    }

    [SkipLocalsInit]
    private static Container ReadManyRuns(ReadOnlySpan<byte> source, int offset)
    {
        Span<ulong> words = stackalloc ulong[Container.WordCount];
        words.Clear();
        var next = 0;
        for (var i = 0; i < source.Length / 4; i++)
        {
            var (first, last) = RunAt(source, i, next, offset);
            BitKernels.SetRange(words, first, last);
            next = last + 1;
        }

        return ContainerForm.FromWords(words);
    }

    private static (int First, int Last) RunAt(ReadOnlySpan<byte> source, int index, int next, int offset)
    {
        int first = BinaryPrimitives.ReadUInt16LittleEndian(source[(4 * index)..]);
        var last = first + BinaryPrimitives.ReadUInt16LittleEndian(source[((4 * index) + 2)..]);
        return first < next
            ? throw new RoaringFormatException(offset + (4 * index), $"a run starts at {first}, the one before it ends at {next - 1}")
            : last > ushort.MaxValue
            ? throw new RoaringFormatException(offset + (4 * index), $"a run from {first} ends at {last}, past 65,535")
            : (first, last);
    }
}
