using System.Text;
using Venn.Bitmaps.Containers;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Segments.Columns;
using Venn.Storage.Blobs;

namespace Venn.Engine.Segments;

/// <summary>
/// The rows of one container's span, by columns. Rows are asked for only when a state holds them. Threads: readers
/// take no locks.
/// </summary>
internal abstract class Segment(SegmentNumber number, PathNode root) : IDisposable
{
    public SegmentNumber Number { get; } = number;

    public PathNode Root { get; } = root;

    /// <summary>Derived fields by name, none below another.</summary>
    public PathNode Derived { get; } = new([]);

    /// <summary>See <see cref="DerivedFields.Version"/>; null when the rows have none.</summary>
    public abstract string? DerivedVersion { get; }

    /// <summary>One past the largest row in use.</summary>
    public abstract int RowEnd { get; }

    public abstract Column Lineages { get; }

    /// <summary>Null for items.</summary>
    public abstract Column? Items { get; }

    public abstract Column Sources { get; }

    /// <summary>Null for annotations, as all that follow.</summary>
    public abstract Column? Paths { get; }

    public abstract Column? Names { get; }

    public abstract Column? Directories { get; }

    public abstract Column? AreDirectories { get; }

    public abstract Column? Sizes { get; }

    public abstract Column? Contents { get; }

    /// <summary>Rows with more paths than the segment has columns for.</summary>
    public abstract Column? Overflow { get; }

    public abstract bool TryFindLineage(long lineage, Container members, out int row);

    public abstract void FindItem(long item, Container members, List<RevisionNumber> into);

    /// <param name="hash">XxHash3 of <paramref name="path"/>.</param>
    public abstract bool TryFindPath(ulong hash, ReadOnlySpan<byte> path, Container members, out int row);

    public abstract void Dispose();

    public long GetLineage(int row) => Lineages.GetFirst(row);

    public long GetItem(int row) => Items?.GetFirst(row) ?? 0;

    public string GetPath(int row)
    {
        if (Paths is null || !Paths.TryGetFirst(row, out var code))
        {
            return "";
        }

        return Encoding.UTF8.GetString(Paths.Dictionary!.Get((int)code, default));
    }

    public ContentHash GetContent(int row) =>
        Contents is not null && Contents.TryGetFirst(row, out var code)
            ? ContentHash.FromBytes(((HexDictionary)Contents.Dictionary!).GetRaw((int)code))
            : ContentHash.None;

    public long GetSizeBytes(int row) => Sizes?.GetFirst(row) ?? 0;

    public bool IsDirectory(int row) => AreDirectories?.GetFirst(row) == 1;

    public FieldColumns Find(FieldLocator field)
    {
        if (field.Path.DerivedFrom is not null)
        {
            return FindDerived(field);
        }

        if (field.Path.IsBuiltIn)
        {
            var column = FindBuiltIn(field.Path);
            if (column is null)
            {
                return new FieldColumns(null, []);
            }

            var byKind = new Column?[(int)ColumnKind.Count];
            byKind[(int)column.Kind] = column;
            return new FieldColumns(byKind, []);
        }

        List<Column>? unindexed = null;
        var node = Root;
        foreach (var name in field.Names)
        {
            node = node.FindChild(name);
            if (node is null)
            {
                break;
            }

            if (node.Columns[(int)ColumnKind.Unindexed] is { } rows)
            {
                (unindexed ??= []).Add(rows);
            }
        }

        if (node is null && Overflow is { } overflow)
        {
            (unindexed ??= []).Add(overflow);
        }

        return new FieldColumns(node?.Columns, (IReadOnlyList<Column>?)unindexed ?? []);
    }

    private FieldColumns FindDerived(FieldLocator field)
    {
        if (field.Path.Computation is not { } computation)
        {
            return new FieldColumns(Derived.FindChild(field.Names[0])?.Columns, []);
        }

        var (left, right) = (Find(new FieldLocator(computation.Left)), Find(new FieldLocator(computation.Right)));
        if (left.ByKind is null || right.ByKind is null)
        {
            return new FieldColumns(null, []);
        }

        var byKind = new Column?[(int)ColumnKind.Count];
        byKind[(int)ColumnKind.Number] = new ComputedColumn(left, right, computation.Compute);
        return new FieldColumns(byKind, []);
    }

    private Column? FindBuiltIn(FieldPath path) => path.Segments[0] switch
    {
        "$lineage" => Lineages,
        "$item" => Items,
        "$source" => Sources,
        "$path" => Paths,
        "$name" => Names,
        "$dir" => Directories,
        "$isDirectory" => AreDirectories,
        "$size" => Sizes,
        "$content" => Contents,
        _ => null,
    };
}
