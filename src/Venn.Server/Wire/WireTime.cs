using System.Globalization;

namespace Venn.Server.Wire;

/// <summary>Times on the wire: ISO-8601 UTC with milliseconds and <c>Z</c>.</summary>
public static class WireTime
{
    private const string Pattern = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Pattern, CultureInfo.InvariantCulture);

    /// <summary>A time that Venn wrote itself; the epoch for anything else.</summary>
    public static DateTimeOffset ParseOrEpoch(string? text) =>
        TryParse(text, out var time) ? time : DateTimeOffset.UnixEpoch;

    /// <summary>Reads ISO-8601 in any of its usual forms; one without a zone means UTC.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
