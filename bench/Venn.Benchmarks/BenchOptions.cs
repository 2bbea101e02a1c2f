using System.Globalization;

namespace Venn.Benchmarks;

/// <summary>The words after <c>venn bench</c>.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        venn bench [foundation | http | segments | bitmaps] [--json FILE] [--items N[,N...]] [--dir DIR] [--seconds N] [--minutes N]

          foundation   the engine's promises: ingest, clone, snapshot, diff, merge, commit, reopen (the default)
          http         uploads, pages and annotation writes against a server of its own
          segments     columns and queries        bitmaps   container operations
          --json FILE  a line of JSON for each figure    --items N,N  sizes (default 10000,100000,1000000)
          --seconds N  length of each part of 'http' (default 10)
          --minutes N  instead of its parts: a mix of all for N minutes, and what the server holds after each
        """;

    public string Name { get; init; } = "foundation";

    public string? JsonFile { get; init; }

    public IReadOnlyList<int> Sizes { get; init; } = [10_000, 100_000, 1_000_000];

    public string Directory { get; init; } = Path.Combine(Path.GetTempPath(), $"venn-bench-{Environment.ProcessId}");

    public int Seconds { get; init; } = 10;

    /// <summary>Length of a soak of the server; 0 for none.</summary>
    public int Minutes { get; init; }

    /// <exception cref="FormatException">A word is not understood.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> words)
    {
        var options = new BenchOptions();
        for (var i = 0; i < words.Count; i++)
        {
            string Next() => i + 1 < words.Count ? words[++i] : throw new FormatException($"'{words[i]}' wants a value.");
            options = words[i] switch
            {
                "--json" => options with { JsonFile = Next() },
                "--items" => options with { Sizes = [.. Next().Split(',').Select(Number)] },
                "--dir" => options with { Directory = Next() },
                "--minutes" => options with { Minutes = Number(Next()) },
                "--seconds" => options with { Seconds = Number(Next()) },
                "foundation" or "http" or "segments" or "bitmaps" => options with { Name = words[i] },
                _ => throw new FormatException($"'{words[i]}' is not understood."),
            };
        }

        return options;
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new FormatException($"'{text}' is no whole number above 0.");
}
