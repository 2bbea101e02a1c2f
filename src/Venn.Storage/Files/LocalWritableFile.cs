namespace Venn.Storage.Files;

/// <summary>A new file, buffered so that many small writes cost few calls of the system.</summary>
internal sealed class LocalWritableFile(string path) : IWritableFile
{
    private const int BufferSizeBytes = 16 * 1024;

    private readonly FileStream _stream =
        new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, BufferSizeBytes);

    public long SizeBytes { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        SizeBytes += bytes.Length;
    }

    public void Flush() => _stream.Flush(flushToDisk: true);

    public void Dispose() => _stream.Dispose();
}
