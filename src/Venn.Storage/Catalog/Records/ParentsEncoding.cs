namespace Venn.Storage.Catalog.Records;

/// <summary>
/// A commit's parents on disk: LEB128 pairs of dataset and sequence, and null for the parents that nearly every commit
/// has, the commit just before it alone. See docs/formats/catalog.md.
/// </summary>
internal static class ParentsEncoding
{
    private const int VarintSizeBytesMax = 10;

    public static byte[]? Encode(CommitKey key, IReadOnlyList<CommitKey> parents)
    {
        if (parents.Count == 1 && parents[0] == Previous(key))
        {
            return null;
        }

        var bytes = new byte[parents.Count * 2 * VarintSizeBytesMax];
        var length = 0;
        foreach (var parent in parents)
        {
            length += Write(bytes.AsSpan(length), (ulong)parent.Dataset);
            length += Write(bytes.AsSpan(length), (ulong)parent.Sequence);
        }

        return bytes[..length];
    }

    /// <exception cref="CatalogDamagedException">The bytes end inside a pair, or a number is too long.</exception>
    public static CommitKey[] Decode(CommitKey key, ReadOnlySpan<byte> bytes)
    {
        var parents = new List<CommitKey>();
        while (!bytes.IsEmpty)
        {
            var dataset = Read(key, ref bytes);
            parents.Add(new CommitKey(dataset, Read(key, ref bytes)));
        }

        return [.. parents];
    }

    public static CommitKey Previous(CommitKey key) => key with { Sequence = key.Sequence - 1 };

    private static int Write(Span<byte> bytes, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            bytes[length++] = (byte)(value | 0x80);
        }

        bytes[length++] = (byte)value;
        return length;
    }

    private static long Read(CommitKey key, ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var i = 0; i < bytes.Length && i < VarintSizeBytesMax; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return (long)value;
            }
        }

        throw new CatalogDamagedException(
            $"The parents of commit {key.Sequence} of dataset {key.Dataset} cannot be read. "
            + "Restore the catalog from a backup.");
    }
}
