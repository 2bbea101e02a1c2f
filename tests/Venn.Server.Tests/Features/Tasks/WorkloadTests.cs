using System.Text.Json.Nodes;
using Venn.Server.Features.Tasks;
using Venn.Server.Wire;

namespace Venn.Server.Tests.Features.Tasks;

public sealed class WorkloadTests
{
    [Theory]
    [InlineData(10, "50 50", "5 5")]
    [InlineData(3, "50 50", "2 1")]
    [InlineData(10, "33.3 33.3 33.4", "3 3 4")]
    [InlineData(1, "10 90", "0 1")]
    [InlineData(0, "100", "0")]
    public void Divide_Shares_GiveEveryItemOnce(int count, string loads, string parts)
    {
        var shares = loads.Split(' ').Select(load => new WorkloadShare("a@b.c", double.Parse(load))).ToList();

        Assert.Equal(parts, string.Join(' ', Workload.Divide(shares, count)));
    }

    [Theory]
    [InlineData("""[{"assigneeId":"a@b.c","load":50}]""", "sum to 50")]
    [InlineData("""[{"assigneeId":"a@b.c","load":50},{"assigneeId":"A@b.c","load":50}]""", "twice")]
    [InlineData("""[{"assigneeId":"nobody","load":100}]""", "workload[0].assigneeId")]
    [InlineData("""[5]""", "workload[0]")]
    public void Read_BadWorkload_Is400ThatNamesIt(string workload, string message) => Assert.Contains(
        message, Assert.Throws<ApiException>(() => Workload.Read(new JsonObject { ["workload"] = JsonNode.Parse(workload) })).Message,
        StringComparison.Ordinal);
}
