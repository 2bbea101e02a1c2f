using System.Collections.Immutable;
using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Server.Hosting;

/// <summary>
/// What a clone or merge can leave behind, as masks of the engine. Their order and names stand in commits on disk: a
/// mask is never moved or renamed, only added at the end.
/// </summary>
public static class Masks
{
    /// <summary>Items "without metadata": user metadata, tags, collections, description; what the file itself says stays.</summary>
    public const int Metadata = 0;

    /// <summary>Items without their tasks' references and statuses.</summary>
    public const int TaskStatus = 1;

    /// <summary>Annotations without their review status.</summary>
    public const int ReviewStatus = 2;

    private static readonly FieldPath[] TaskPaths =
        [System("refs"), System("taskStatusLog"), System("annotationStatus")];

    /// <summary>Facts read from the binary.</summary>
    private static readonly FieldPath[] IntrinsicPaths =
    [
        FieldPath.Of("metadata", "fps"), System("originalname"), System("mimetype"), System("size"), System("encoding"),
        System("isBinary"), System("width"), System("height"), System("channels"), System("exif"), System("fps"),
        System("shebang"), System("ffmpeg"), System("duration"), System("nb_frames"),
    ];

    public static IReadOnlyList<MaskDefinition> Definitions { get; } =
    [
        new("metadata", Relation.Items, [FieldPath.Of("metadata"), FieldPath.Of("description")], [.. IntrinsicPaths, .. TaskPaths]),
        new("taskStatus", Relation.Items, TaskPaths, []),
        new("reviewStatus", Relation.Annotations, [System("status")], []),
    ];

    /// <summary>Geometry: stored and given back, never searched.</summary>
    public static IReadOnlyList<FieldPath> OpaquePaths { get; } = [FieldPath.Of("coordinates"), System("snapshots_")];

    /// <summary>Who wrote and when: never a conflict, and no part of a digest.</summary>
    public static IReadOnlyList<FieldPath> StampPaths { get; } =
        [FieldPath.Of("updatedAt"), FieldPath.Of("updatedBy"), FieldPath.Of("createdAt"), FieldPath.Of("creator")];

    /// <summary>Where an annotation names another.</summary>
    public static IReadOnlyList<FieldPath> ReferencePaths { get; } = [System("parentId")];

    /// <summary>The masks for the wire's switches of clone and merge.</summary>
    public static ImmutableArray<int> For(bool withMetadata, bool withTaskAnnotationsStatus)
    {
        var masks = ImmutableArray.CreateBuilder<int>();
        if (!withMetadata)
        {
            masks.Add(Metadata);
        }

        if (!withTaskAnnotationsStatus)
        {
            masks.Add(TaskStatus);
            masks.Add(ReviewStatus);
        }

        return masks.ToImmutable();
    }

    private static FieldPath System(string name) => FieldPath.Of("metadata", "system", name);
}
