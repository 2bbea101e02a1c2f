using Venn.Engine.Maintenance.Erasure;
using Venn.Engine.Maintenance.Retention;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Segments;
using Venn.Engine.Versions.Ancestry;
using Venn.Engine.Versions.Copying;
using Venn.Engine.Versions.Proving;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Versions;

/// <summary>What the parts of an open store share. Immutable but for what its members guard themselves.</summary>
internal sealed class EngineContext
{
    public EngineContext() => Proofs = new KeptProofs(this);

    public required ICatalog Catalog { get; init; }

    public required IBlobStore Blobs { get; init; }

    public required RevisionLog Log { get; init; }

    public required SegmentStore ItemSegments { get; init; }

    public required SegmentStore AnnotationSegments { get; init; }

    public required NumberAllocator ItemNumbers { get; init; }

    public required NumberAllocator AnnotationNumbers { get; init; }

    public required QueryEngine Query { get; init; }

    public required MaskDefinition[] Masks { get; init; }

    public required BodyMaskers Maskers { get; init; }

    /// <summary>See <see cref="VersionStoreOptions.StampPaths"/>; as dotted text.</summary>
    public required string[] StampPaths { get; init; }

    /// <summary>See <see cref="VersionStoreOptions.ReferencePaths"/>; as dotted text.</summary>
    public required string[] ReferencePaths { get; init; }

    public required IdentitySource Identities { get; init; }

    public required History History { get; init; }

    public required DigestColumns Digests { get; init; }

    public KeptProofs Proofs { get; }

    public required RetentionRegister Retention { get; init; }

    public ErasedSet Erased { get; } = new();

    /// <summary>Held by whoever writes from a past state; see <see cref="PastGate"/>.</summary>
    public PastGate Past { get; } = new();

    public required CheckpointPolicy Checkpoints { get; init; }

    public required SealQueue Sealing { get; init; }

    /// <summary>Keeps the store's register of names in step.</summary>
    public Action<Dataset, DatasetRecord, DatasetRecord> OnRecordChanged { get; set; } = static (_, _, _) => { };

    public SegmentStore SegmentsOf(Relation relation) => relation == Relation.Items ? ItemSegments : AnnotationSegments;

    public NumberAllocator NumbersOf(Relation relation) => relation == Relation.Items ? ItemNumbers : AnnotationNumbers;

    /// <summary>A revision as a state shows it.</summary>
    public Revision Read(DatasetState state, Relation relation, RevisionNumber number) =>
        Show(Log.Get(relation, number), state, relation);

    /// <summary>A revision as a state shows it.</summary>
    public Revision Show(Revision revision, DatasetState state, Relation relation)
    {
        var hidden = MasksOf(state, relation, revision.Number);
        return hidden == 0 ? revision : revision with { Body = MaskerOf(hidden).Apply(revision.Body) };
    }

    /// <summary>Bit i: mask i lies on the revision.</summary>
    public uint MasksOf(DatasetState state, Relation relation, RevisionNumber number)
    {
        uint bits = 0;
        for (var i = 0; i < Masks.Length; i++)
        {
            if (Masks[i].Relation == relation && !state.Masks[i].IsEmpty && state.Masks[i].Contains((ulong)number.Value))
            {
                bits |= 1u << i;
            }
        }

        return bits;
    }

    public BodyMasker MaskerOf(uint bits) => Maskers.Of(bits);
}
