namespace Venn.Engine.Query.Explaining;

/// <summary>How a column answers in one segment; the dearer one later.</summary>
internal enum ColumnAccess
{
    Skipped,
    LookedUp,
    Scanned,
}
