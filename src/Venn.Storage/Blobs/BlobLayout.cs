namespace Venn.Storage.Blobs;

/// <summary>
/// Where binaries lie: <c>ROOT/ab/cd/HASH</c> with the first two bytes of the hash, and <c>ROOT/tmp/</c> while they
/// are written. See docs/formats/data-directory.md.
/// </summary>
internal sealed class BlobLayout(string root)
{
    public const int BranchCount = 256;
    public const int LeafCount = 65_536;

    public string Root { get; } = root;

    public string Temporary { get; } = Path.Combine(root, "tmp");

    /// <summary>0 to 65,535: the leaf directory, and with its upper byte the branch, that a hash belongs to.</summary>
    public static int LeafIndex(ContentHash hash) => (int)(hash.A >> 48);

    public string Branch(int leaf) => Path.Combine(Root, Hex(leaf >> 8));

    public string Leaf(int leaf) => Path.Combine(Root, Hex(leaf >> 8), Hex(leaf & 0xFF));

    public string File(ContentHash hash) => Path.Combine(Leaf(LeafIndex(hash)), hash.ToString());

    private static string Hex(int value) => value.ToString("x2", System.Globalization.CultureInfo.InvariantCulture);
}
