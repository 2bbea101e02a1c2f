using Venn.Engine.Revisions;

namespace Venn.Server.Features.Versions.Comparing;

/// <summary>What a diff says of one item.</summary>
internal sealed class ItemChange
{
    /// <summary>Number of its revision before and after; null where it is not, or is the same.</summary>
    public RevisionNumber? From { get; set; }

    public RevisionNumber? To { get; set; }

    public ChangeKind Kind { get; set; } = ChangeKind.Annotations;

    public bool HasAnnotations => AnnotationsAdded.Count + AnnotationsRemoved.Count + AnnotationsChanged.Count > 0;

    public List<RevisionNumber> AnnotationsAdded { get; } = [];

    public List<RevisionNumber> AnnotationsRemoved { get; } = [];

    public List<(RevisionNumber From, RevisionNumber To)> AnnotationsChanged { get; } = [];
}
