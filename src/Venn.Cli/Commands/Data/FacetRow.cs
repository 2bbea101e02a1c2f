using System.Globalization;

namespace Venn.Cli.Commands.Data;

/// <summary>A line of the table of facets.</summary>
/// <param name="Facet">Its name.</param>
/// <param name="Value">A value, a bucket or a pair.</param>
/// <param name="Count">How many.</param>
/// <param name="Share">Of all rows of the facet, 0 to 1.</param>
/// <param name="Length">Of the bar: the count over the facet's largest.</param>
internal sealed record FacetRow(string Facet, string Value, long Count, double Share, double Length)
{
    private const int BarWidth = 24;
    private const string Eighths = " ▏▎▍▌▋▊▉";

    public IEnumerable<string> Plain() =>
    [
        Facet, Value, Count.ToString(CultureInfo.InvariantCulture),
        (100 * Share).ToString("0.0", CultureInfo.InvariantCulture) + " %",
    ];

    public IEnumerable<string> WithBar()
    {
        var eighths = (int)Math.Round(Length * BarWidth * 8);
        return [.. Plain(), new string('█', eighths / 8) + (eighths % 8 == 0 ? "" : Eighths[eighths % 8])];
    }
}
