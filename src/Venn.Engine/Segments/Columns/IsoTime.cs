using System.Globalization;

namespace Venn.Engine.Segments.Columns;

/// <summary>Instants as the wire spells them: <c>yyyy-MM-ddTHH:mm:ss.fffZ</c>, milliseconds since 1970, UTC.</summary>
internal static class IsoTime
{
    public const int Length = 24;

    public static long MinMs { get; } = new DateTimeOffset(1, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static long MaxMs { get; } =
        new DateTimeOffset(9999, 12, 31, 23, 59, 59, 999, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>True for exactly the canonical form of an instant that exists, so that formatting gives the text back.</summary>
    public static bool TryParseCanonical(ReadOnlySpan<byte> text, out long ms)
    {
        ms = 0;
        if (text.Length != Length || text[23] != 'Z' || text[10] != 'T' || text[4] != '-' || text[7] != '-'
            || text[13] != ':' || text[16] != ':' || text[19] != '.')
        {
            return false;
        }

        var bad = 0;
        var year = Two(text, 0, ref bad) * 100 + Two(text, 2, ref bad);
        var month = Two(text, 5, ref bad);
        var day = Two(text, 8, ref bad);
        var hour = Two(text, 11, ref bad);
        var minute = Two(text, 14, ref bad);
        var second = Two(text, 17, ref bad);
        var milli = Two(text, 20, ref bad) * 10 + Digit(text[22], ref bad);
        if (bad != 0 || year < 1 || month is < 1 or > 12 || day < 1 || hour > 23 || minute > 59 || second > 59
            || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        ms = (((((DaysSince1970(year, month, day) * 24) + hour) * 60 + minute) * 60) + second) * 1000 + milli;
        return true;
    }

    /// <param name="ms">From <see cref="MinMs"/> to <see cref="MaxMs"/>.</param>
    /// <param name="text">24 bytes, all written.</param>
    public static void Format(long ms, Span<byte> text)
    {
        var time = DateTime.UnixEpoch.AddTicks(ms * TimeSpan.TicksPerMillisecond);
        Put(text, 0, time.Year / 100);
        Put(text, 2, time.Year % 100);
        text[4] = (byte)'-';
        Put(text, 5, time.Month);
        text[7] = (byte)'-';
        Put(text, 8, time.Day);
        text[10] = (byte)'T';
        Put(text, 11, time.Hour);
        text[13] = (byte)':';
        Put(text, 14, time.Minute);
        text[16] = (byte)':';
        Put(text, 17, time.Second);
        text[19] = (byte)'.';
        Put(text, 20, time.Millisecond / 10);
        text[22] = (byte)('0' + (time.Millisecond % 10));
        text[23] = (byte)'Z';
    }

    public static string Format(long ms)
    {
        Span<byte> text = stackalloc byte[Length];
        Format(ms, text);
        return System.Text.Encoding.ASCII.GetString(text);
    }

    /// <summary>A filter's date: with or without a time, a fraction, a zone; without a zone it is UTC.</summary>
    /// <param name="text">What the filter gives.</param>
    /// <param name="ticks">100 ns since 1970.</param>
    public static bool TryParseFilter(string text, out long ticks)
    {
        ticks = 0;
        if (text.Length < 10 || !char.IsAsciiDigit(text[0]) || text[4] != '-'
            || !DateTimeOffset.TryParseExact(
                text, FilterForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return false;
        }

        ticks = time.UtcTicks - DateTime.UnixEpoch.Ticks;
        return true;
    }

    /// <summary>The smallest instant whose text is not below <paramref name="text"/>; one past the last when all are.</summary>
    public static long LowerBound(ReadOnlySpan<byte> text)
    {
        Span<byte> formatted = stackalloc byte[Length];
        var low = MinMs;
        var high = MaxMs + 1;
        while (low < high)
        {
            var middle = low + ((high - low) >> 1);
            Format(middle, formatted);
            if (formatted.SequenceCompareTo(text) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static readonly string[] FilterForms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    private static void Put(Span<byte> text, int at, int value)
    {
        text[at] = (byte)('0' + (value / 10));
        text[at + 1] = (byte)('0' + (value % 10));
    }

    private static int Two(ReadOnlySpan<byte> text, int at, ref int bad) =>
        (Digit(text[at], ref bad) * 10) + Digit(text[at + 1], ref bad);

    private static int Digit(byte character, ref int bad)
    {
        var value = character - '0';
        bad |= (uint)value > 9 ? 1 : 0;
        return value;
    }

    // Days from the civil calendar, with years that begin in March so that leap days come last.
    private static long DaysSince1970(int year, int month, int day)
    {
        var y = month <= 2 ? year - 1 : year;
        var era = y / 400;
        var yearOfEra = y - (era * 400);
        var dayOfYear = ((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5 + day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return ((long)era * 146_097) + dayOfEra - 719_468;
    }
}
