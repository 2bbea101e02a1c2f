using Venn.Storage.Blobs;

namespace Venn.Engine.Versions.Proving;

/// <summary>
/// Digests of states, with those of their parts for the states that were proved last: of a state that differs little from one of
/// them only the parts that differ are hashed. Derived; in memory alone, 2.2 MB for each at most, and the state itself. Threads: safe.
/// </summary>
internal sealed class KeptProofs(EngineContext context)
{
    /// <summary>When more than one in so many items of a state is to be hashed, all of it is: that needs no look for what differs.</summary>
    private const int LargestShare = 4;

    /// <summary>Each of those kept is held against a state; and it keeps its own state.</summary>
    private const int LargestCount = 8;

    private readonly Lock changing = new();

    /// <summary>The one used last comes first.</summary>
    private readonly LinkedList<Proof> proofs = new();

    /// <summary>How often all were forgotten: what was begun before then is not kept.</summary>
    private long clearings;

    /// <summary>How many are kept.</summary>
    public int Count
    {
        get
        {
            lock (changing)
            {
                return proofs.Count;
            }
        }
    }

    /// <exception cref="RevisionGoneException">Something of it was collected or erased.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed, or was meanwhile.</exception>
    public ContentHash Compute(DatasetState state, CancellationToken cancellationToken)
    {
        var before = Interlocked.Read(ref clearings);
        var proof = StateParts.Read(
            context, state,
            token => Find(state, token) ?? new Proof(state, new StateParts(context, state, DigestSource.Kept, token).Compute()),
            cancellationToken);
        Keep(proof, before);
        return proof.Digest;
    }

    /// <summary>Forgets all of them: what some of them hold was collected, or erased, and then not even a hash of it stays.</summary>
    public void Clear()
    {
        lock (changing)
        {
            proofs.Clear();
            clearings++;
        }
    }

    private Proof? Find(DatasetState state, CancellationToken cancellationToken)
    {
        Proof[] kept;
        lock (changing)
        {
            kept = [.. proofs];
        }

        if (kept.Length == 0)
        {
            return null;
        }

        var (nearest, difference) = kept.Select(p => (Proof: p, Difference: new StateDifference(context, p.State, state)))
            .MinBy(p => p.Difference.Count);
        if (difference.Count == 0)
        {
            return nearest;
        }

        var all = state.Items.Cardinality + state.Annotations.Cardinality;
        if (difference.Count > Math.Min(all / LargestShare, PartDigests.PartCount))
        {
            return null;
        }

        Touch(nearest);
        try
        {
            return StateParts.Read(
                context, nearest.State,
                token => difference.Follow(nearest.Parts, state.Items.Cardinality / LargestShare, token), cancellationToken) is { } parts
                    ? new Proof(state, parts)
                    : null;
        }
        catch (RevisionGoneException)
        {
            // What the kept state held was collected meanwhile. If it was the other's, the whole way finds the same.
            return null;
        }
    }

    /// <summary>Used last; nothing that was forgotten meanwhile comes back by it.</summary>
    private void Touch(Proof proof)
    {
        lock (changing)
        {
            if (proofs.Remove(proof))
            {
                proofs.AddFirst(proof);
            }
        }
    }

    private void Keep(Proof proof, long clearingsBefore)
    {
        lock (changing)
        {
            proofs.Remove(proof);
            if (clearings != clearingsBefore)
            {
                return;
            }

            proofs.AddFirst(proof);
            if (proofs.Count > LargestCount)
            {
                proofs.RemoveLast();
            }
        }
    }

    private sealed class Proof(DatasetState state, PartDigests parts)
    {
        /// <summary>What was proved.</summary>
        public DatasetState State { get; } = state;

        public PartDigests Parts { get; } = parts;

        public ContentHash Digest { get; } = parts.ComputeState();
    }
}
