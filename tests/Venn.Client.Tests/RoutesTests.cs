using Venn.Protocol.Routes;

namespace Venn.Client.Tests;

public sealed class RoutesTests
{
    [Fact]
    public void Fill_Values_ArePercentEncodedInOrder() =>
        Assert.Equal(
            "/datasets/a%2Fb/commits/c%20d", ApiRoutes.Fill(ApiRoutes.Commit, "a/b", "c d"));

    [Fact]
    public void Fill_TooFewValues_Throws() =>
        Assert.Throws<ArgumentException>(() => ApiRoutes.Fill(ApiRoutes.Commit, "a"));

    [Fact]
    public void Fill_TooManyValues_Throws() =>
        Assert.Throws<ArgumentException>(() => ApiRoutes.Fill(ApiRoutes.Dataset, "a", "b"));
}
