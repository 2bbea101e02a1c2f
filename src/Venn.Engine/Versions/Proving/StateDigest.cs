using System.Security.Cryptography;
using Venn.Storage.Blobs;

namespace Venn.Engine.Versions.Proving;

/// <summary>The digest of what a state shows: SHA-256 over the digests of its items, sorted. Format: docs/formats/digest.md.</summary>
internal static class StateDigest
{
    private const byte StateTag = 5;
    private const byte FormatVersion = 2;
    private const int BlockDigests = 1024;

    /// <summary>From the bodies, every one; nothing that was computed before is believed.</summary>
    public static ContentHash Recompute(EngineContext context, DatasetState state, CancellationToken cancellationToken) =>
        Of(new ItemDigests(context, state, DigestSource.Bodies, cancellationToken).Compute());

    /// <param name="items">Their digests, sorted as bytes.</param>
    public static ContentHash Of(ReadOnlySpan<ContentHash> items)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        whole.AppendData([StateTag, FormatVersion]);
        var block = new byte[BlockDigests * ContentHash.SizeBytes];
        for (var from = 0; from < items.Length; from += BlockDigests)
        {
            var count = Math.Min(BlockDigests, items.Length - from);
            for (var i = 0; i < count; i++)
            {
                items[from + i].CopyTo(block.AsSpan(i * ContentHash.SizeBytes));
            }

            whole.AppendData(block, 0, count * ContentHash.SizeBytes);
        }

        return ContentHash.FromBytes(whole.GetHashAndReset());
    }
}
