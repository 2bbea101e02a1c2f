using Venn.Engine.Revisions;
using Venn.Server.Wire;

namespace Venn.Server.Tests.Wire;

public sealed class WireIdTests
{
    [Fact]
    public void Of_OrdinalAndLineage_HasTenAndFourteenDigits() =>
        Assert.Equal("00000000ff000000000000ab", WireId.Of(new DatasetOrdinal(255), new Lineage(171)));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(DatasetOrdinal.MaxValue, Lineage.MaxValue)]
    public void TryParse_WhatOfWrote_GivesItBack(long ordinal, long lineage)
    {
        Assert.True(WireId.TryParse(WireId.Of(new DatasetOrdinal(ordinal), new Lineage(lineage)), out var dataset, out var number));
        Assert.Equal((ordinal, lineage), (dataset.Value, number));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("some_id")]
    [InlineData("111111111111")]
    [InlineData("00000000ff000000000000ag")]
    [InlineData("-0000000ff000000000000ab")]
    [InlineData(" 0000000ff000000000000ab")]
    [InlineData("00000000ff000000000000abc")]
    public void TryParse_NoId_IsFalse(string? text) => Assert.False(WireId.TryParse(text, out _, out _));

    [Fact]
    public void Parse_Malformed_NamesTheIdAndItsKind()
    {
        var error = Assert.Throws<ApiException>(() => WireId.Parse("x", "item"));

        Assert.Equal(400, error.Status);
        Assert.Contains("'x' is no item id", error.Message, StringComparison.Ordinal);
    }
}
