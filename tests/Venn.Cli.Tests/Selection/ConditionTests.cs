using Venn.Cli.Selection;

namespace Venn.Cli.Tests.Selection;

public sealed class ConditionTests
{
    [Theory]
    [InlineData("dir=/cam1", "dir", "\"/cam1\"")]
    [InlineData("metadata.user.weather=rain", "metadata.user.weather", "\"rain\"")]
    [InlineData("annotationsCount=2", "annotationsCount", "2")]
    [InlineData("annotated=true", "annotated", "true")]
    [InlineData("metadata.user.code=007", "metadata.user.code", "\"007\"")]
    [InlineData("metadata.user.code=\"5\"", "metadata.user.code", "\"5\"")]
    [InlineData("description=null", "description", "null")]
    [InlineData("description=", "description", "\"\"")]
    [InlineData("formula=a=b", "formula", "\"a=b\"")]
    [InlineData("annotationsCount>=2", "annotationsCount", "{\"$gte\":2}")]
    [InlineData("annotationsCount>2", "annotationsCount", "{\"$gt\":2}")]
    [InlineData("createdAt<2024-05-02", "createdAt", "{\"$lt\":\"2024-05-02\"}")]
    [InlineData("label!=car", "label", "{\"$ne\":\"car\"}")]
    [InlineData("filename=/a*.jpg", "filename", "\"/a*.jpg\"")]
    [InlineData("label=[\"a\",\"b\"]", "label", "[\"a\",\"b\"]")]
    public void Parse_Condition_IsFieldAndDqlValue(string text, string field, string value)
    {
        var condition = Condition.Parse(text);
        Assert.Equal(field, condition.Field);
        Assert.Equal(value, condition.Value?.ToJsonString() ?? "null");
    }

    [Theory]
    [InlineData("")]
    [InlineData("weather")]
    [InlineData("=rain")]
    [InlineData(">5")]
    public void Parse_NoFieldOrSign_Throws(string text) =>
        Assert.Contains("field=value", Assert.Throws<FormatException>(() => Condition.Parse(text)).Message, StringComparison.Ordinal);
}
