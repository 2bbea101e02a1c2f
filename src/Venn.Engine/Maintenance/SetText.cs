using Venn.Bitmaps;
using Venn.Bitmaps.Format;

namespace Venn.Engine.Maintenance;

/// <summary>A set of numbers in JSON: base64 of the portable 64-bit Roaring format.</summary>
internal static class SetText
{
    public static string Write(RoaringBitmap set)
    {
        var bytes = new byte[checked((int)RoaringFormat.GetSizeBytes(set))];
        RoaringFormat.Write(set, bytes);
        return Convert.ToBase64String(bytes);
    }

    /// <exception cref="FormatException">It is no base64.</exception>
    /// <exception cref="RoaringFormatException">It is no set.</exception>
    public static RoaringBitmap Read(string text) => RoaringFormat.Read(Convert.FromBase64String(text));
}
