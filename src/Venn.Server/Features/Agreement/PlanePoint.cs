namespace Venn.Server.Features.Agreement;

/// <summary>A point of an image, in pixels; y goes down.</summary>
internal readonly record struct PlanePoint(double X, double Y);
