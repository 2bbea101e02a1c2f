using Venn.Engine.Segments.Columns;
using Venn.Engine.Segments.Sealed;

namespace Venn.Engine.Tests.Segments;

/// <summary>Counts of codes at chosen rows, by one look at each row.</summary>
public sealed class CodeCountTests
{
    private const int WordCount = 40;
    private const int CodesCount = 7;

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.88)]
    [InlineData(0.97)]
    [InlineData(1)]
    public void Add_RowsAsDenseAsThis_CountsEachOnce(double density)
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var random = new Random(seed);
            var codes = Enumerable.Range(0, 64 * WordCount).Select(_ => (byte)random.Next(CodesCount)).ToArray();
            var rows = new ulong[WordCount];
            var expected = new long[CodesCount];
            for (var row = 0; row < codes.Length; row++)
            {
                if (random.NextDouble() < density)
                {
                    RowBits.Set(rows, row);
                    expected[codes[row]]++;
                }
            }

            var counts = new long[CodesCount];
            CodeCount.Add<byte>(codes, rows, counts);
            CodeCount.Add<ushort>(Array.ConvertAll(codes, code => (ushort)code), rows, counts);

            Assert.Equal(expected.Select(count => 2 * count), counts);
        }
    }
}
