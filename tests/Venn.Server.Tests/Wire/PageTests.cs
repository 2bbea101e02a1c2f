using Venn.Server.Wire;

namespace Venn.Server.Tests.Wire;

public sealed class PageTests
{
    [Theory]
    [InlineData(0, 0, 1000, 0, false)]
    [InlineData(2500, 0, 1000, 3, true)]
    [InlineData(2500, 2, 1000, 3, false)]
    [InlineData(2000, 1, 1000, 2, false)]
    [InlineData(2000, 0, 0, 0, false)]
    public void Of_TotalAndPage_CountsPages(long total, long page, int pageSize, long pages, bool hasNext)
    {
        var answer = Page.Of([], total, page, pageSize);

        Assert.Equal(
            (total, pages, hasNext),
            (answer["totalItemsCount"]!.GetValue<long>(), answer["totalPagesCount"]!.GetValue<long>(), answer["hasNextPage"]!.GetValue<bool>()));
    }

    [Fact]
    public void Cut_SecondPage_HoldsTheRest()
    {
        var answer = Page.Cut([1, 2, 3, 4, 5], 1, 3, number => number);

        Assert.Equal("[4,5]", answer["items"]!.ToJsonString());
    }
}
