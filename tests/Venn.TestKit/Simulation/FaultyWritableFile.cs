using Venn.Storage.Files;

namespace Venn.TestKit.Simulation;

/// <summary>A handle of one life of the machine: useless after a restart.</summary>
internal sealed class FaultyWritableFile(FaultyFileSystem system, SimulatedFile file, int boot) : IWritableFile
{
    public long SizeBytes => file.Length;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        var copy = bytes.ToArray();

        // A disk that fills up takes what it has room for.
        system.Run(
            FileOperation.Write,
            _ => file.Append(copy),
            () => file.Append(copy.AsSpan(0, copy.Length / 2)),
            boot);
    }

    public void Flush() => system.Run(
        FileOperation.Flush,
        isDying =>
        {
            if (!isDying)
            {
                file.MakeDurable();
            }
        },
        file.Poison,
        boot);

    public void Dispose()
    {
    }
}
