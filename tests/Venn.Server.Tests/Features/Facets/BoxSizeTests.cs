using System.Text;
using Venn.Server.Hosting;

namespace Venn.Server.Tests.Features.Facets;

public sealed class BoxSizeTests
{
    [Theory]
    [InlineData("""{"type": "box", "coordinates": [{"x": 1.5, "y": 2, "z": 0}, {"x": 10, "y": 20, "z": 0}]}""", 8.5, 18)]
    [InlineData("""{"coordinates": [{"y": 12, "x": 100}, {"x": 0, "y": 2}, 45], "label": "turned", "type": "box"}""", 100, 10)]
    [InlineData("""{"type": "point", "coordinates": {"x": 1, "y": 2}}""", double.NaN, double.NaN)]
    [InlineData("""{"type": "polygon", "coordinates": [[{"x": 1, "y": 2}, {"x": 5, "y": 6}]]}""", double.NaN, double.NaN)]
    [InlineData("""{"type": "box"}""", double.NaN, double.NaN)]
    [InlineData("""{"type": "box", "coordinates": []}""", double.NaN, double.NaN)]
    [InlineData("""{"type": "box", "coordinates": [5, "x", {"x": 1, "y": 1}]}""", double.NaN, double.NaN)]
    [InlineData("""{"type": "box", "coordinates": [{"x": "1", "y": {"x": 7}}, {"x": [1], "y": 4}]}""", double.NaN, double.NaN)]
    [InlineData("""{"\ud800": 1, "type": "\ud800", "coordinates": [{"\ud800": 1}]}""", double.NaN, double.NaN)]
    [InlineData("""{"type": "box", "deep": DEEP, "coordinates": [{"x": 0, "y": 0}, {"x": 1, "y": 2}]}""", 1, 2)]
    public void Derive_Body_GivesTheSidesOfABoxOrNothing(string body, double width, double height)
    {
        Span<double> values = [double.NaN, double.NaN];

        BoxSize.Fields.Derive(
            Encoding.UTF8.GetBytes(body.Replace("DEEP", new string('[', 900) + new string(']', 900), StringComparison.Ordinal)), values);

        Assert.Equal(width, values[0]);
        Assert.Equal(height, values[1]);
    }
}
