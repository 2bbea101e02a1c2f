namespace Venn.TestKit.Simulation;

/// <summary>A file's bytes, and how many of them are on the simulated platter.</summary>
internal sealed class SimulatedFile
{
    private byte[] _bytes = new byte[256];
    private int _durableLength;
    private bool _isPoisoned;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (Length + bytes.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + bytes.Length));
        }

        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    public void MakeDurable()
    {
        if (!_isPoisoned)
        {
            _durableLength = Length;
        }
    }

    /// <summary>
    /// A flush failed: as on Linux, the system forgets that the bytes are dirty, and no later flush brings them to
    /// disk.
    /// </summary>
    public void Poison() => _isPoisoned = true;

    public void Flip(int offset)
    {
        _bytes[offset] ^= 0xFF;
    }

    public void Truncate(int length)
    {
        Length = length;
        _durableLength = Math.Min(_durableLength, length);
    }

    /// <summary>
    /// What a loss of power leaves: the durable bytes, and with luck some of the others, perhaps torn.
    /// </summary>
    public SimulatedFile Survive(Random? luck)
    {
        var kept = luck?.Next(_durableLength, Length + 1) ?? _durableLength;
        var survivor = new SimulatedFile();
        survivor.Append(Bytes[..kept]);
        if (luck is not null && kept > _durableLength && luck.Next(2) == 0)
        {
            // The length reached the disk, the bytes did not.
            var torn = luck.Next(_durableLength, kept);
            survivor._bytes.AsSpan(torn, kept - torn).Clear();
        }

        survivor._durableLength = kept;
        return survivor;
    }
}
