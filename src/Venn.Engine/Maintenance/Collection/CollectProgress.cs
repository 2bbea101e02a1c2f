namespace Venn.Engine.Maintenance.Collection;

/// <param name="Stage">What is being done: <c>history</c>, <c>mark</c>, <c>sweep</c>, <c>binaries</c>, <c>space</c>.</param>
/// <param name="Done">How many are done.</param>
/// <param name="Total">How many there are; 0 when it is not known.</param>
public readonly record struct CollectProgress(string Stage, long Done, long Total);
