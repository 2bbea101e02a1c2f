using System.Text.RegularExpressions;
using Venn.Server.Features.Query;

namespace Venn.Server.Tests.Features.Query;

public sealed class GlobPatternTests
{
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
    [InlineData("*b*b*b", "abbab", true)]
    public void Matches_Examples(string pattern, string text, bool expected) =>
        Assert.Equal(expected, GlobPattern.Matches(pattern, text));

    [Fact]
    public void Matches_RandomPatterns_AgreesWithRegularExpressions()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => "ab*?"[random.Next(4)]));
            var text = string.Concat(Enumerable.Range(0, random.Next(10)).Select(_ => "ab"[random.Next(2)]));
            var expected = Regex.IsMatch(text, "^" + pattern.Replace("*", ".*", StringComparison.Ordinal).Replace("?", ".", StringComparison.Ordinal) + "$");
            Assert.True(expected == GlobPattern.Matches(pattern, text), $"seed {seed}: '{pattern}' on '{text}'");
        }
    }

    [Fact]
    public void Matches_ManyStars_EndsSoon() =>
        Assert.False(GlobPattern.Matches(string.Concat(Enumerable.Repeat("*a", 200)) + "b", new string('a', 5000)));
}
