using System.Globalization;

namespace Venn.Benchmarks;

/// <summary>The words after <c>venn bench</c>.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        venn bench [foundation | history | query | facets | http | segments | bitmaps] [--json FILE] [--items N[,N...]] [--dir DIR] [--keep]
          [--seconds N] [--minutes N] [--peers] [--only TEXT]

          foundation   the engine's promises: ingest, clone, snapshot, diff, merge, commit, reopen (the default)
          history      merge, diff, digest, blame, 100,000 commits (--items default 1000000,3000000; --peers: git too)
          query        filters, facets, joins and pages, warm, cold and over HTTP (--items default 100000,1000000)
          facets       counts by value, histograms, samples, explanations (--items default 1000000)
          http         uploads, pages and annotation writes against a server of its own
          segments     columns and queries        bitmaps   container operations
          --json FILE  a line of JSON for each figure    --items N,N  sizes (default 10000,100000,1000000)
          --keep       leave what 'query' loaded in --dir, and ask what is there already
          --only TEXT  of 'query': the questions whose names have TEXT, in the engine and over HTTP
          --seconds N  length of each part of 'http' (default 10)
          --minutes N  instead of its parts: a mix of all for N minutes, and what the server holds after each
        """;

    public string Name { get; init; } = "foundation";

    public string? JsonFile { get; init; }

    public IReadOnlyList<int> Sizes { get; init; } = [10_000, 100_000, 1_000_000];

    public bool AreSizesGiven { get; init; }

    /// <summary>What was loaded stays, and what is there is used.</summary>
    public bool IsKept { get; init; }

    /// <summary>The same workload on other programs, in the same run.</summary>
    public bool WithPeers { get; init; }

    /// <summary>Part of the names of the questions to ask; null for everything there is to measure.</summary>
    public string? Only { get; init; }

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
                "--items" => options with { Sizes = [.. Next().Split(',').Select(Number)], AreSizesGiven = true },
                "--dir" => options with { Directory = Next() },
                "--only" => options with { Only = Next() },
                "--minutes" => options with { Minutes = Number(Next()) },
                "--seconds" => options with { Seconds = Number(Next()) },
                "--peers" => options with { WithPeers = true },
                "--keep" => options with { IsKept = true },
                Query.ColdStart.Word or History.FirstDigest.Word => options with { Name = words[i], IsKept = true },
                "foundation" or "history" or "query" or "facets" or "http" or "segments" or "bitmaps" => options with { Name = words[i] },
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
