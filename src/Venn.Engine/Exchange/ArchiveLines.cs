namespace Venn.Engine.Exchange;

/// <summary>Lines of UTF-8 of a stream, each bounded before it is held. One reader.</summary>
internal sealed class ArchiveLines(Stream stream, int limitBytes)
{
    private byte[] buffer = new byte[64 << 10];
    private int start;
    private int end;
    private int number = 1;

    /// <summary>The next line without its end, good until the next call; null after the last.</summary>
    /// <exception cref="ArchiveException">It is longer than the limit.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        for (var looked = 0; ;)
        {
            var found = buffer.AsSpan(start + looked, end - start - looked).IndexOf((byte)'\n');
            if (found >= 0)
            {
                return Take(start + looked + found, skip: 1);
            }

            looked = end - start;
            if (end - start > limitBytes)
            {
                throw new ArchiveException($"Line {number} of items.ndjson is longer than {limitBytes} bytes.");
            }

            MakeRoom();
            var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                // A bare null beside a memory would be an empty memory.
                return end > start ? Take(end, skip: 0) : default(ReadOnlyMemory<byte>?);
            }

            end += read;
        }
    }

    private ReadOnlyMemory<byte> Take(int lineEnd, int skip)
    {
        var line = buffer.AsMemory(start, lineEnd - start);
        start = lineEnd + skip;
        number++;
        return line;
    }

    private void MakeRoom()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }
    }
}
