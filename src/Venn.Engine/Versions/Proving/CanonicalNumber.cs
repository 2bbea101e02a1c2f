using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Venn.Engine.Versions.Proving;

/// <summary>One spelling for equal numbers.</summary>
internal static class CanonicalNumber
{
    /// <summary>From here on a double is no exact whole number any more.</summary>
    private const double ExactWholeLimit = 9007199254740992;

    /// <summary>So many digits go through a double and back unchanged.</summary>
    private const int ExactDigits = 15;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(ReadOnlySpan<byte> raw, CanonicalJson destination)
    {
        if (IsCanonical(raw))
        {
            destination.Append(raw);
            return;
        }

        Span<byte> text = stackalloc byte[32];
        var reader = new Utf8JsonReader(raw);
        reader.Read();
        int length;
        if (reader.TryGetInt64(out var integer))
        {
            integer.TryFormat(text, out length, default, CultureInfo.InvariantCulture);
        }
        else if (!reader.TryGetDouble(out var number) || !double.IsFinite(number))
        {
            destination.Append(raw);
            return;
        }
        else if (number == Math.Truncate(number) && Math.Abs(number) < ExactWholeLimit)
        {
            // 10.0 and 10 are one value.
            ((long)number).TryFormat(text, out length, default, CultureInfo.InvariantCulture);
        }
        else
        {
            number.TryFormat(text, out length, "R", CultureInfo.InvariantCulture);
        }

        destination.Append(text[..length]);
    }

    /// <summary>Whether the general way would write the same: few digits, no exponent, no zeros at the end, not very small.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsCanonical(ReadOnlySpan<byte> raw)
    {
        var digits = raw[0] == '-' ? raw[1..] : raw;
        if (digits.Length > ExactDigits)
        {
            return false;
        }

        var point = digits.IndexOf((byte)'.');
        if (digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') != point)
        {
            return false;
        }

        if (point < 0)
        {
            return digits[0] != '0' || raw.Length == 1;
        }

        var fraction = digits[(point + 1)..];
        return fraction.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && fraction[^1] != '0'
            && (digits[0] != '0' || fraction.IndexOfAnyExcept((byte)'0') < 4);
    }
}
