namespace Venn.Engine.Query.Facets.Reading;

/// <summary>Values that are equal, whatever the row.</summary>
internal sealed class RowValueComparer : IEqualityComparer<RowValue>
{
    public static RowValueComparer Instance { get; } = new();

    public bool Equals(RowValue x, RowValue y) => x.Kind == y.Kind && x.Value == y.Value && x.Text.AsSpan().SequenceEqual(y.Text);

    public int GetHashCode(RowValue obj) => HashCode.Combine(obj.Kind, obj.Value, Utf8Comparer.Instance.GetHashCode(obj.Text));
}
