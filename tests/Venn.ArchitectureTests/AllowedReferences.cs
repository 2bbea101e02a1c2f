namespace Venn.ArchitectureTests;

/// <summary>Who may use whom. ARCHITECTURE.md draws it; this holds it. An arrow points down only.</summary>
internal static class AllowedReferences
{
    private static readonly Dictionary<string, string[]> Table = new(StringComparer.Ordinal)
    {
        ["Venn.Bitmaps"] = [],
        ["Venn.Protocol"] = [],
        ["Venn.Storage"] = ["Venn.Bitmaps"],
        ["Venn.Storage.Postgres"] = ["Venn.Storage"],
        ["Venn.Storage.S3"] = ["Venn.Storage"],
        ["Venn.Storage.Azure"] = ["Venn.Storage"],
        ["Venn.Engine"] = ["Venn.Bitmaps", "Venn.Storage"],
        ["Venn.Client"] = ["Venn.Protocol"],
        ["Venn.Console"] = ["Venn.Client"],
        ["Venn.Cli"] = ["Venn.Client"],
        ["Venn.Server"] =
        [
            "Venn.Bitmaps", "Venn.Client", "Venn.Console", "Venn.Engine", "Venn.Protocol", "Venn.Storage",
            "Venn.Storage.Azure", "Venn.Storage.Postgres", "Venn.Storage.S3",
        ],
    };

    /// <summary>Foreign assemblies, by the start of their name, that a project must not touch, and why.</summary>
    private static readonly (string Project, string Prefix, string Reason)[] ForbiddenForeign =
    [
        ("Venn.Bitmaps", "Microsoft.", "compressed bitmaps depend on the runtime alone"),
        ("Venn.Storage", "Microsoft.AspNetCore", "storage knows no HTTP"),
        ("Venn.Engine", "Microsoft.AspNetCore", "the engine is usable as an embedded library"),
        ("Venn.Engine", "System.Net.Http", "the engine knows no HTTP"),
        ("Venn.Engine", "Microsoft.Data", "the engine reaches SQL only through the catalog's interface"),
        ("Venn.Engine", "SQLitePCL", "the engine reaches SQL only through the catalog's interface"),
        ("Venn.Protocol", "Microsoft.", "the protocol is shapes, no behaviour"),
        ("Venn.Protocol", "System.Net.Http", "the protocol is shapes, no behaviour"),
        ("Venn.Client", "Microsoft.", "the client drags nothing into its user's program"),
        ("Venn.Cli", "Microsoft.AspNetCore", "the CLI reaches the server over HTTP only"),
    ];

    public static bool Knows(string project) => Table.ContainsKey(project);

    /// <summary>What of <paramref name="references"/> the table forbids <paramref name="project"/>, one sentence each.</summary>
    /// <param name="throughOthers">
    /// Allow also what the allowed ones may use: the client's signatures show the protocol's types, so an assembly that
    /// uses the client names both.
    /// </param>
    public static IReadOnlyList<string> FindForbidden(
        string project, IEnumerable<string> references, bool throughOthers = false)
    {
        if (!Table.TryGetValue(project, out var direct))
        {
            return [$"{project} is not in the table of allowed references: decide what it may use and add it."];
        }

        var allowed = throughOthers ? Closure(direct) : [.. direct];

        var found = new List<string>();
        foreach (var reference in references)
        {
            if (reference.StartsWith("Venn.", StringComparison.Ordinal) && !allowed.Contains(reference))
            {
                found.Add($"{project} must not reference {reference}.");
            }

            found.AddRange(ForbiddenForeign
                .Where(rule => rule.Project == project && reference.StartsWith(rule.Prefix, StringComparison.Ordinal))
                .Select(rule => $"{project} must not reference {reference}: {rule.Reason}."));
        }

        return found;
    }

    private static HashSet<string> Closure(IEnumerable<string> projects)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Queue<string>(projects);
        while (pending.TryDequeue(out var project))
        {
            if (reached.Add(project))
            {
                Array.ForEach(Table[project], pending.Enqueue);
            }
        }

        return reached;
    }
}
