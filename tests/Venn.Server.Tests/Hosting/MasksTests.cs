using Venn.Engine.Query;
using Venn.Server.Hosting;

namespace Venn.Server.Tests.Hosting;

public sealed class MasksTests
{
    [Theory]
    [InlineData("metadata.user.weather", true)]
    [InlineData("metadata.system.tags.train", true)]
    [InlineData("metadata.anything", true)]
    [InlineData("description", true)]
    [InlineData("metadata.fps", false)]
    [InlineData("metadata.system.size", false)]
    [InlineData("metadata.system.shebang.dltype", false)]
    [InlineData("metadata.system.refs", false)]
    [InlineData("createdAt", false)]
    public void Metadata_Field_IsHiddenUnlessItIsTheFilesOrATasks(string field, bool hidden) =>
        Assert.Equal(hidden, Masks.Definitions[Masks.Metadata].Hides(FieldPath.Parse(field)));

    [Fact]
    public void Definitions_Order_IsThatOnDisk() =>
        Assert.Equal(["metadata", "taskStatus", "reviewStatus"], Masks.Definitions.Select(mask => mask.Name));

    [Fact]
    public void For_Switches_GivesTheMasksOfWhatIsLeftBehind()
    {
        Assert.Empty(Masks.For(withMetadata: true, withTaskAnnotationsStatus: true));
        Assert.Equal([Masks.Metadata, Masks.TaskStatus, Masks.ReviewStatus], Masks.For(false, false));
    }
}
