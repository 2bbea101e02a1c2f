namespace Venn.Engine.Segments.Format;

/// <summary>What an entry of the directory is. The numbers stand in files.</summary>
internal enum ColumnRole : byte
{
    /// <summary>A body path.</summary>
    Field = 0,

    /// <summary>A built-in field, under its name.</summary>
    BuiltIn = 1,

    /// <summary>Sorted keys (first block) and their rows (extras block), under <c>lineage</c>, <c>item</c> or <c>path</c>.</summary>
    Index = 2,

    /// <summary>Rows with more paths than there are columns.</summary>
    Overflow = 3,

    /// <summary>A field that is made of the body, under its name.</summary>
    Derived = 4,

    /// <summary>Has no blocks: its name is the version of the derived fields.</summary>
    DerivedVersion = 5,
}
