using Venn.Bitmaps;
using Venn.Engine.Versions;

namespace Venn.Engine.Maintenance.Retention;

/// <param name="Dataset">Whose history.</param>
/// <param name="Head">Its head when this was planned: later commits are not touched.</param>
/// <param name="Gone">Sequences to forget.</param>
/// <param name="Kept">Sequences that stay.</param>
/// <param name="IsPurge">The dataset itself goes, for it was deleted long enough ago.</param>
internal sealed record ForgetPlan(Dataset Dataset, long Head, RoaringBitmap Gone, RoaringBitmap Kept, bool IsPurge);
