using System.Security.Cryptography;
using Venn.Storage.Blobs;

namespace Venn.Engine.Versions.Proving;

/// <summary>
/// The digests of the parts of a state: its items, apart by the first two bytes of their own digests. A part without items has
/// none. Immutable.
/// </summary>
internal sealed class PartDigests
{
    /// <summary>Parts there are.</summary>
    public const int PartCount = 1 << 16;

    /// <summary>Of the whole: docs/formats/digest.md. A digest of another format is another text of the same content.</summary>
    public const byte FormatVersion = 3;

    private const byte StateTag = 5;

    private readonly ushort[] parts;
    private readonly ContentHash[] digests;

    /// <param name="parts">That have items, ascending; kept as it is.</param>
    /// <param name="digests">Beside them; kept as it is.</param>
    public PartDigests(ushort[] parts, ContentHash[] digests)
    {
        this.parts = parts;
        this.digests = digests;
    }

    /// <summary>The digest of the state. Format: docs/formats/digest.md.</summary>
    public ContentHash ComputeState()
    {
        var text = new byte[2 + (digests.Length * ContentHash.SizeBytes)];
        text[0] = StateTag;
        text[1] = FormatVersion;
        for (var i = 0; i < digests.Length; i++)
        {
            digests[i].CopyTo(text.AsSpan(2 + (i * ContentHash.SizeBytes)));
        }

        return ContentHash.FromBytes(SHA256.HashData(text));
    }

    /// <summary>These with some parts taken from others.</summary>
    /// <param name="isReplaced">By part: it is in <paramref name="others"/>, or has no items any more.</param>
    /// <param name="others">Of no part that is not replaced.</param>
    public PartDigests Replace(ReadOnlySpan<bool> isReplaced, PartDigests others)
    {
        var (newParts, newDigests) = (new List<ushort>(parts.Length), new List<ContentHash>(parts.Length));
        var next = 0;
        for (var i = 0; i <= parts.Length; i++)
        {
            for (; next < others.parts.Length && (i == parts.Length || others.parts[next] <= parts[i]); next++)
            {
                newParts.Add(others.parts[next]);
                newDigests.Add(others.digests[next]);
            }

            if (i < parts.Length && !isReplaced[parts[i]])
            {
                newParts.Add(parts[i]);
                newDigests.Add(digests[i]);
            }
        }

        return new PartDigests([.. newParts], [.. newDigests]);
    }
}
