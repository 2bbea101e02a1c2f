using System.Globalization;
using Venn.Engine.Revisions;

namespace Venn.Engine.Versions;

/// <summary>The text by which one annotation's body names another: ten zeros and the lineage in fourteen hex digits.</summary>
internal static class LineageReference
{
    private const string Prefix = "0000000000";
    private const int LineageDigits = 14;

    public static string Format(Lineage lineage) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{lineage.Value:x14}");

    public static bool TryParse(string? text, out Lineage lineage)
    {
        lineage = Lineage.None;
        if (text is not { Length: 24 } || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || !long.TryParse(
                text.AsSpan(Prefix.Length, LineageDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            || value is <= 0 or > Lineage.MaxValue)
        {
            return false;
        }

        lineage = new Lineage(value);
        return true;
    }
}
