using System.Globalization;
using System.Text.Json;

namespace Venn.Benchmarks.Reporting;

/// <summary>Prints each figure as it comes, and writes a line of JSON for it when a file was asked for.</summary>
internal sealed class Report : IDisposable
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    private readonly StreamWriter? json;
    private readonly bool isSilent;
    private int missed;

    private Report() => isSilent = true;

    public Report(string? jsonFile)
    {
        json = jsonFile is null ? null : new StreamWriter(jsonFile, append: false) { AutoFlush = true };
        Console.WriteLine($"{"workload",-44} {"items",10} {"metric",-12} {"value",14} {"unit",-12} {"goal",12}  met");
    }

    /// <summary>One that tells nobody, for a warm-up.</summary>
    public static Report Silent() => new();

    public void Add(Figure figure)
    {
        if (isSilent)
        {
            return;
        }

        missed += figure.Met == false ? 1 : 0;
        var goal = figure.Goal is { } g ? g.ToString("#,0.###", CultureInfo.InvariantCulture) : "";
        var met = figure.Met switch { true => "yes", false => "NO", null => "" };
        var value = figure.Value.ToString(figure.Value < 100 ? "0.000" : "#,0", CultureInfo.InvariantCulture);
        Console.WriteLine(
            $"{figure.Workload,-44} {figure.Items,10:#,0} {figure.Metric,-12} {value,14} {figure.Unit,-12} {goal,12}  {met}");
        json?.WriteLine(JsonSerializer.Serialize(figure, Options));
    }

    /// <summary>A line of the table, and none of the JSON, for what cannot be measured.</summary>
    public void AddAbsent(string workload, long items, string reason)
    {
        if (!isSilent)
        {
            Console.WriteLine(FormattableString.Invariant($"{workload,-44} {items,10:#,0} {"p50",-12} {"n/a",14} ({reason})"));
        }
    }

    public void Add(IEnumerable<Figure> figures)
    {
        foreach (var figure in figures)
        {
            Add(figure);
        }
    }

    public void Dispose()
    {
        if (isSilent)
        {
            return;
        }

        Console.WriteLine(missed == 0 ? "Every goal is met." : $"{missed} goals are not met.");
        json?.Dispose();
    }
}
