using System.Text;
using Venn.Server.Wire;

namespace Venn.Server.Tests.Wire;

public sealed class JsonBodyTests
{
    [Theory]
    [InlineData("""{"items":[{"label":"a"},{"label":x}]}""", "$.items[1].label")]
    [InlineData("""{"a":{"b":[1,2,""", "$.a.b[1]")]
    [InlineData("nonsense", "$")]
    [InlineData("""{"a":1,"a":2}""", "$")]
    public void ParseNode_Malformed_NamesThePlace(string json, string path)
    {
        var error = Assert.Throws<ApiException>(() => JsonBody.ParseNode(Encoding.UTF8.GetBytes(json)));

        Assert.Equal(400, error.Status);
        Assert.Contains($"at {path}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ParseNode_DeeperThanTheLimit_IsRefused() =>
        Assert.Throws<ApiException>(() => JsonBody.ParseNode(Encoding.UTF8.GetBytes(new string('[', 1000) + new string(']', 1000))));

    [Fact]
    public void GetText_Number_NamesTheField()
    {
        var body = JsonBody.ParseNode("""{"name":5}"""u8.ToArray())!.AsObject();

        Assert.Equal("name must be a string, not number.", Assert.Throws<ApiException>(() => body.GetText("name")).Message);
    }
}
