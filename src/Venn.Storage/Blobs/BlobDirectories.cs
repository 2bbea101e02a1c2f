using Venn.Storage.Files;

namespace Venn.Storage.Blobs;

/// <summary>
/// Makes the directories of the store as they are first needed, and remembers which of them this process knows to be
/// durable: what an earlier process left may have been created and not yet flushed when it died.
/// </summary>
/// <remarks><b>Threads</b>: safe; one lock per branch.</remarks>
internal sealed class BlobDirectories(IFileSystem files, BlobLayout layout)
{
    private readonly Lock[] _gates = CreateGates();
    private readonly bool[] _branches = new bool[BlobLayout.BranchCount];
    private readonly bool[] _leaves = new bool[BlobLayout.LeafCount];
    private readonly bool[] _synced = new bool[BlobLayout.LeafCount];

    /// <summary>Makes a leaf directory exist, its name and its parent's durable.</summary>
    public void Ensure(int leaf)
    {
        if (Volatile.Read(ref _leaves[leaf]))
        {
            return;
        }

        var branch = leaf >> 8;
        lock (_gates[branch])
        {
            if (!_branches[branch])
            {
                files.CreateDirectory(layout.Branch(leaf));
                _branches[branch] = true;
            }

            if (!_leaves[leaf])
            {
                files.CreateDirectory(layout.Leaf(leaf));
                Volatile.Write(ref _leaves[leaf], true);
            }
        }
    }

    /// <summary>Makes the names in a leaf durable.</summary>
    public void Sync(int leaf)
    {
        files.SyncDirectory(layout.Leaf(leaf));
        Volatile.Write(ref _synced[leaf], true);
    }

    /// <summary>Makes the names that were in a leaf before this process began durable; once is enough.</summary>
    public void SyncInherited(int leaf)
    {
        Ensure(leaf);
        if (!Volatile.Read(ref _synced[leaf]))
        {
            Sync(leaf);
        }
    }

    /// <summary>After a failure nothing is taken as known.</summary>
    public void Forget(int leaf) => Volatile.Write(ref _synced[leaf], false);

    private static Lock[] CreateGates()
    {
        var gates = new Lock[BlobLayout.BranchCount];
        for (var i = 0; i < gates.Length; i++)
        {
            gates[i] = new Lock();
        }

        return gates;
    }
}
