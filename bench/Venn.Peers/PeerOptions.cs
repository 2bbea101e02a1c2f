using System.Globalization;

namespace Venn.Peers;

/// <summary>The words of the command.</summary>
internal sealed record PeerOptions
{
    public const string Usage = "bench/peers/run [--items N] [--dir DIR] [--peers duckdb,postgresql,lancedb] [--json FILE] [--only TEXT] [--keep]";

    public int Items { get; init; } = 1_000_000;

    public string Directory { get; init; } = Path.Combine(Path.GetTempPath(), $"venn-peers-{Environment.ProcessId}");

    public IReadOnlyList<string> Peers { get; init; } = ["duckdb", "postgresql", "lancedb"];

    public string? JsonFile { get; init; }

    /// <summary>Part of the names of the questions to ask; null for all.</summary>
    public string? Only { get; init; }

    /// <summary>Path of the Node program that holds LanceDB; from the repository's root, where the command is not started by its script.</summary>
    public string LanceDbProgram { get; init; } = "bench/peers/lancedb/main.mjs";

    /// <summary>What was loaded stays, and what is there is used.</summary>
    public bool IsKept { get; init; }

    /// <exception cref="FormatException">A word is not understood.</exception>
    public static PeerOptions Parse(IReadOnlyList<string> words)
    {
        var options = new PeerOptions();
        for (var i = 0; i < words.Count; i++)
        {
            string Next() => i + 1 < words.Count ? words[++i] : throw new FormatException($"'{words[i]}' wants a value.");
            options = words[i] switch
            {
                "--items" => options with { Items = int.Parse(Next(), NumberStyles.None, CultureInfo.InvariantCulture) },
                "--dir" => options with { Directory = Path.GetFullPath(Next()) },
                "--peers" => options with { Peers = Next().Split(',', StringSplitOptions.RemoveEmptyEntries) },
                "--json" => options with { JsonFile = Next() },
                "--only" => options with { Only = Next() },
                "--lancedb-program" => options with { LanceDbProgram = Next() },
                "--keep" => options with { IsKept = true },
                _ => throw new FormatException($"'{words[i]}' is not understood."),
            };
        }

        return options;
    }
}
