using System.Globalization;

namespace Venn.Peers;

/// <summary>The words of the command.</summary>
internal sealed record PeerOptions
{
    public const string Usage = "bench/peers/run [--items N] [--dir DIR] [--peers duckdb,postgresql] [--json FILE] [--keep]";

    public int Items { get; init; } = 1_000_000;

    public string Directory { get; init; } = Path.Combine(Path.GetTempPath(), $"venn-peers-{Environment.ProcessId}");

    public IReadOnlyList<string> Peers { get; init; } = ["duckdb", "postgresql"];

    public string? JsonFile { get; init; }

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
                "--keep" => options with { IsKept = true },
                _ => throw new FormatException($"'{words[i]}' is not understood."),
            };
        }

        return options;
    }
}
