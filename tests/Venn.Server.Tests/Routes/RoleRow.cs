namespace Venn.Server.Tests.Routes;

/// <summary>A row of <c>docs/protocol/roles.md</c>: the table that the server is held to.</summary>
/// <param name="Route">Method and pattern.</param>
/// <param name="Variant">Which requests of the route are meant; empty for all that no other row names.</param>
/// <param name="LeastRole">A role of a project, or <c>anyone</c>, <c>user</c>, <c>store owner</c>.</param>
public sealed record RoleRow(string Route, string Variant, string LeastRole)
{
    public const string Anyone = "anyone";
    public const string User = "user";
    public const string StoreOwner = "store owner";

    /// <summary>Each may do what those before it may.</summary>
    public static IReadOnlyList<string> Roles { get; } = ["annotator", "annotationManager", "engineer", "owner"];

    public string Name => Variant.Length == 0 ? Route : $"{Route} ({Variant})";

    public bool IsOfProject => Roles.Contains(LeastRole);

    public override string ToString() => Name;

    public static List<RoleRow> ReadAll()
    {
        var rows = new List<RoleRow>();
        foreach (var line in File.ReadLines(FindTable()))
        {
            // | `GET /items/{itemId}` | variant | role |
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length >= 5 && cells[1].StartsWith('`'))
            {
                rows.Add(new RoleRow(cells[1].Trim('`'), cells[2], cells[3]));
            }
        }

        return rows;
    }

    private static string FindTable()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "docs", "protocol", "roles.md");
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException("docs/protocol/roles.md is not above the tests: run them from a working copy.");
    }
}
