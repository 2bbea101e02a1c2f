namespace Venn.Storage.Files;

/// <summary>A file being written once, from its start to its end.</summary>
public interface IWritableFile : IDisposable
{
    long SizeBytes { get; }

    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Makes every byte written so far durable (fsync).</summary>
    void Flush();
}
