using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Planning;

/// <summary>
/// Text in which an expression is found. The matcher never goes back, so that no expression costs more than the text's length
/// each; what would need to (groups referred to, looking around) is refused.
/// </summary>
internal sealed class TextRegex : TextTest
{
    private const int StackLimit = 512;
    private readonly Regex regex;

    /// <exception cref="InvalidRequestException">It is no expression, or none that can be matched without going back.</exception>
    public TextRegex(string pattern)
    {
        try
        {
            regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new InvalidRequestException($"The expression '{pattern}' cannot be matched: {e.Message}");
        }
    }

    public override bool Matches(ReadOnlySpan<byte> text)
    {
        char[]? rented = null;
        Span<char> characters = text.Length <= StackLimit
            ? stackalloc char[StackLimit]
            : rented = ArrayPool<char>.Shared.Rent(text.Length);
        var found = regex.IsMatch(characters[..Encoding.UTF8.GetChars(text, characters)]);
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }

        return found;
    }

    public override ValueSelection Select(TextDictionary dictionary, CancellationToken cancellationToken) =>
        Scan(dictionary, 0, int.MaxValue, cancellationToken);
}
