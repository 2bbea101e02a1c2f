namespace Venn.TestKit.Contracts;

/// <summary>A stream that gives a few bytes at a time, as a network does.</summary>
internal sealed class TrickleStream(byte[] content) : MemoryStream(content)
{
    private const int LengthMax = 977;

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, LengthMax)]);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, LengthMax)], cancellationToken);
}
