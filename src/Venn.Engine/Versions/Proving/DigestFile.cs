using System.Buffers.Binary;
using Venn.Engine.Revisions;
using Venn.Engine.Segments.Format;
using Venn.Storage.Files;

namespace Venn.Engine.Versions.Proving;

/// <summary>The bytes of a sealed segment's digests. Format: docs/formats/digest.md.</summary>
internal static class DigestFile
{
    private const int HeaderBytes = 80;
    private const int ReferenceBytes = 12;
    private const ushort Format = 2;

    private static ReadOnlySpan<byte> Magic => "VENNDIGS"u8;

    /// <param name="segment">What the segment's own file says it is: another file, other digests.</param>
    /// <param name="rules">SHA-256 of the rules by which bodies are read.</param>
    /// <param name="digests">32 bytes a row.</param>
    /// <param name="references">What rows name, by row.</param>
    public static byte[] Write(ulong segment, ReadOnlySpan<byte> rules, ReadOnlySpan<byte> digests, List<(int Row, Lineage Lineage)> references)
    {
        var file = new byte[HeaderBytes + digests.Length + (references.Count * ReferenceBytes)];
        digests.CopyTo(file.AsSpan(HeaderBytes));
        var at = HeaderBytes + digests.Length;
        foreach (var (row, lineage) in references)
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), row);
            BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(at + 4), lineage.Value);
            at += ReferenceBytes;
        }

        var head = file.AsSpan(0, HeaderBytes);
        Magic.CopyTo(head);
        BinaryPrimitives.WriteUInt16LittleEndian(head[8..], Format);
        BinaryPrimitives.WriteUInt64LittleEndian(head[16..], segment);
        BinaryPrimitives.WriteInt32LittleEndian(head[24..], digests.Length / RevisionDigester.SizeBytes);
        BinaryPrimitives.WriteInt32LittleEndian(head[28..], references.Count);
        rules.CopyTo(head[32..]);
        BinaryPrimitives.WriteUInt32LittleEndian(head[64..], Crc32C.Compute(file.AsSpan(HeaderBytes)));
        BinaryPrimitives.WriteUInt32LittleEndian(head[76..], Crc32C.Compute(head[..76]));
        return file;
    }

    /// <summary>The digests and references in a file, or null when it is damaged, or of another segment or other rules: it is derived.</summary>
    /// <param name="mapped">Belongs to the column when there is one, and to the caller when not.</param>
    /// <param name="segment">What the segment's own file says it is.</param>
    /// <param name="rules">SHA-256 of the rules by which bodies are read.</param>
    public static FileDigestColumn? Read(IMappedFile mapped, ulong segment, ReadOnlySpan<byte> rules)
    {
        var memory = mapped.Memory;
        var file = memory.Span;
        if (file.Length < HeaderBytes || !file.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(file[76..]) != Crc32C.Compute(file[..76])
            || BinaryPrimitives.ReadUInt16LittleEndian(file[8..]) != Format
            || BinaryPrimitives.ReadUInt64LittleEndian(file[16..]) != segment
            || !file.Slice(32, rules.Length).SequenceEqual(rules))
        {
            return null;
        }

        var (rows, count) = (BinaryPrimitives.ReadInt32LittleEndian(file[24..]), BinaryPrimitives.ReadInt32LittleEndian(file[28..]));
        var end = HeaderBytes + ((long)rows * RevisionDigester.SizeBytes);
        if (rows is < 0 or > SegmentNumber.RowCount || count < 0 || file.Length != end + ((long)count * ReferenceBytes)
            || BinaryPrimitives.ReadUInt32LittleEndian(file[64..]) != Crc32C.Compute(file[HeaderBytes..]))
        {
            return null;
        }

        var references = new List<(int Row, Lineage Lineage)>(count);
        for (var at = (int)end; at < file.Length; at += ReferenceBytes)
        {
            references.Add((
                BinaryPrimitives.ReadInt32LittleEndian(file[at..]),
                new Lineage(BinaryPrimitives.ReadInt64LittleEndian(file[(at + 4)..]))));
        }

        return new FileDigestColumn(memory[HeaderBytes..(int)end], references, mapped);
    }
}
