using System.Text;
using Venn.Engine.Query;
using Venn.Engine.Query.Bodies;
using Venn.Engine.Query.Planning;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.Query;

public sealed class MaskShellTests
{
    private static readonly MaskDefinition[] Masks =
        [new("metadata", Relation.Items, [FieldPath.Parse("metadata")], [FieldPath.Parse("metadata.system.width")])];

    [Theory]
    [InlineData("""{"metadata":{"system":{"width":5},"user":{"a":1}}}""", "metadata", true)]
    [InlineData("""{"metadata":{"system":{"width":5},"user":{"a":1}}}""", "metadata.system", true)]
    [InlineData("""{"metadata":{"system":{"width":null}}}""", "metadata", true)]
    [InlineData("""{"metadata":{"system":{"width":5},"user":{"a":1}}}""", "metadata.user", false)]
    [InlineData("""{"metadata":{"system":{"height":5}}}""", "metadata", false)]
    [InlineData("""{"metadata":[{"system":{"width":5}}]}""", "metadata", false)]
    [InlineData("""{"metadata":{"system":[{"width":5}]}}""", "metadata", false)]
    public void Exists_OfAHiddenContainer_AsksForWhatIsKeptInIt(string body, string field, bool expected)
    {
        var matcher = new BodyMatcher(Relation.Items, Masks);

        var actual = matcher.Matches(
            new Filter.Exists(FieldPath.Parse(field)), Encoding.UTF8.GetBytes(body), static _ => true, CancellationToken.None);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Find_NothingKept_IsNoShell() =>
        Assert.Null(MaskShell.Find(Relation.Items, Masks, FieldPath.Parse("metadata.user")));
}
