namespace Venn.Benchmarks.Query;

/// <summary>One annotation; null for a field that it lacks.</summary>
/// <param name="Id">Number of the annotation, over all items.</param>
/// <param name="ItemId">Number of its item.</param>
/// <param name="Label">By a power law.</param>
/// <param name="Type">Most are boxes.</param>
/// <param name="Creator">E-mail.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Left">Of the box, in pixels.</param>
/// <param name="Top">Of the box, in pixels.</param>
/// <param name="BoxWidth">In pixels.</param>
/// <param name="BoxHeight">In pixels.</param>
/// <param name="Confidence">Of a model; null when a person drew it.</param>
/// <param name="Occluded">An attribute.</param>
internal readonly record struct AnnotationRow(
    int Id, int ItemId, string Label, string Type, string Creator, DateTime CreatedAt, int Left, int Top, int BoxWidth, int BoxHeight,
    double? Confidence, bool Occluded)
{
    /// <summary>Square pixels.</summary>
    public int Area => BoxWidth * BoxHeight;
}
