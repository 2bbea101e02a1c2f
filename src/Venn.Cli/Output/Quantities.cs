using System.Globalization;

namespace Venn.Cli.Output;

/// <summary>Numbers as people read them.</summary>
internal static class Quantities
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB", "PB"];

    public static string Bytes(long count)
    {
        var (value, unit) = (Math.Abs((double)count), 0);
        while (value >= 1000 && unit < Units.Length - 1)
        {
            (value, unit) = (value / 1000, unit + 1);
        }

        var number = value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture);
        return $"{(count < 0 ? "-" : "")}{number} {Units[unit]}";
    }

    public static string Duration(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 10 } => time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ms",
        { TotalSeconds: < 1 } => time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + " ms",
        { TotalMinutes: < 1 } => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        _ => time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture),
    };

    public static string Count(long count, string one, string? many = null) =>
        $"{count.ToString("#,0", CultureInfo.InvariantCulture)} {(count == 1 ? one : many ?? one + "s")}";
}
