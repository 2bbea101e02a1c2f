namespace Venn.Engine.Query;

/// <summary>A field made of two others at the moment it is asked for.</summary>
internal sealed record FieldComputation(FieldPath Left, FieldPath Right, Func<double, double, double> Compute);
