namespace Venn.TestKit.Contracts;

/// <summary>A stream that breaks after its good bytes, as an upload does when the client goes away.</summary>
internal sealed class FailingStream(byte[] good) : MemoryStream(good)
{
    public override int Read(Span<byte> buffer) => Position == Length ? throw Broken() : base.Read(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Position == Length ? throw Broken() : base.ReadAsync(buffer, cancellationToken);

    private static InvalidDataException Broken() => new("The upload broke off.");
}
