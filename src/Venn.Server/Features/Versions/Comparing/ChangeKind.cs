namespace Venn.Server.Features.Versions.Comparing;

/// <summary>How an item differs.</summary>
internal enum ChangeKind
{
    /// <summary>In its annotations alone.</summary>
    Annotations,
    Added,
    Removed,
    Changed,
}
