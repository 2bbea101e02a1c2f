namespace Venn.Protocol.Entities;

/// <summary>The commonest values of <see cref="Annotation.Type"/>.</summary>
public static class AnnotationTypes
{
    public const string Box = "box";
    public const string Classification = "class";
    public const string Polygon = "segment";
    public const string Polyline = "polyline";
    public const string Point = "point";

    /// <summary>A mask: coordinates are a PNG of the item's size as a <c>data:image/png;base64,</c> address.</summary>
    public const string Mask = "binary";

    public const string Ellipse = "ellipse";
}
