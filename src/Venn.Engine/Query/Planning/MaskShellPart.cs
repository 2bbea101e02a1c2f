using Venn.Engine.Segments;

namespace Venn.Engine.Query.Planning;

/// <param name="Kept">Leaves the shell when it is there, with whatever value.</param>
/// <param name="HidingMasks">Masks that hide it after all.</param>
/// <param name="Above">What lies between: rows where one of these is an array are asked of their bodies.</param>
internal sealed record MaskShellPart(FieldLocator Kept, int[] HidingMasks, FieldLocator[] Above);
