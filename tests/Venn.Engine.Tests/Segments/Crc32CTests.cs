using Venn.Engine.Segments.Format;

namespace Venn.Engine.Tests.Segments;

public sealed class Crc32CTests
{
    /// <summary>Vectors of RFC 3720, appendix B.4.</summary>
    [Fact]
    public void Compute_PublishedVectors_Agree()
    {
        Assert.Equal(0x8A9136AAu, Crc32C.Compute(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Compute(Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.Equal(0x46DD794Eu, Crc32C.Compute(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()));
        Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));
    }
}
