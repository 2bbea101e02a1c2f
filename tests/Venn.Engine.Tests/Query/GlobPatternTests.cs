using System.Text;
using System.Text.RegularExpressions;
using Venn.Engine.Query.Planning;

namespace Venn.Engine.Tests.Query;

public sealed class GlobPatternTests
{
    private static readonly string[] Characters = ["a", "b", "é", "猫", "😀"];

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("?", "", false)]
    [InlineData("/dir1/**", "/dir1/a/b.jpg", true)]
    [InlineData("/dir1/**", "/dir1", false)]
    [InlineData("/dir1/**", "/dir10/x", false)]
    [InlineData("*.JPG", "a.jpg", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "a😀c", true)]
    [InlineData("a?c", "a猫猫c", false)]
    [InlineData("*?猫", "😀猫", true)]
    [InlineData("*b*b*b", "abbab", true)]
    [InlineData("*ab*ab", "ab", false)]
    public void Matches_Examples(string pattern, string text, bool expected) =>
        Assert.Equal(expected, new GlobPattern(pattern).Matches(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Matches_RandomPatterns_AgreesWithRegularExpressions()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var alphabet = random.Next(2) == 0 ? 2 : Characters.Length;
            var pattern = string.Concat(Enumerable.Range(0, random.Next(8)).Select(
                _ => random.Next(3) switch { 0 => "*", 1 => "?", _ => Characters[random.Next(alphabet)] }));
            Check(pattern, RandomText(random, alphabet, random.Next(10)), seed);
        }
    }

    /// <summary>Parts over 16 and over 64 bytes have searches of their own.</summary>
    [Fact]
    public void Matches_LongParts_AgreesWithRegularExpressions()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 4_000; i++)
        {
            var alphabet = random.Next(3) == 0 ? Characters.Length : 2;
            var text = RandomText(random, alphabet, random.Next(20, 300));
            var runes = text.EnumerateRunes().Select(r => r.ToString()).ToArray();
            var from = random.Next(runes.Length);
            var part = runes.Skip(from).Take(random.Next(10, 90)).ToArray();
            for (var wild = random.Next(4); wild > 0; wild--)
            {
                part[random.Next(part.Length)] = random.Next(4) == 0 ? Characters[random.Next(alphabet)] : "?";
            }

            var joined = string.Concat(part);
            Check((random.Next(4)) switch { 0 => joined + "*", 1 => "*" + joined, 2 => $"*{joined}*{joined}*", _ => $"*{joined}*" }, text, seed);
        }
    }

    /// <summary>Each of these makes a matcher that goes back cost the product of the lengths; a hang is what fails.</summary>
    [Theory]
    [InlineData("*a", 2_000)]
    [InlineData("*?a", 2_000)]
    [InlineData("*aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", 200)]
    [InlineData("*aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa?b", 200)]
    public void Matches_ManyStarsOnALongText_Ends(string part, int count)
    {
        var pattern = new GlobPattern(string.Concat(Enumerable.Repeat(part, count)) + "b*");
        Assert.False(pattern.Matches(Encoding.UTF8.GetBytes(new string('a', 2_000_000))));
    }

    private static string RandomText(Random random, int alphabet, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => Characters[random.Next(8) == 0 ? random.Next(alphabet) : random.Next(2)]));

    private static void Check(string pattern, string text, int seed)
    {
        // A regular expression's dot is half of a character outside the first plane: one letter stands for it.
        var expected = Regex.IsMatch(
            text.Replace("😀", "x", StringComparison.Ordinal),
            "^" + Regex.Escape(pattern.Replace("😀", "x", StringComparison.Ordinal))
                .Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$",
            RegexOptions.NonBacktracking);
        Assert.True(
            expected == new GlobPattern(pattern).Matches(Encoding.UTF8.GetBytes(text)),
            $"seed {seed}: '{pattern}' on '{text}' should be {expected}");
    }
}
