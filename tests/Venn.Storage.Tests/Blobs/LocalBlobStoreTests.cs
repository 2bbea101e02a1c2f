using Venn.Storage.Blobs;
using Venn.Storage.Files;
using Venn.TestKit.Contracts;

namespace Venn.Storage.Tests.Blobs;

public sealed class LocalBlobStoreTests : BlobStoreContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly DirectoryBlobStore _store;

    public LocalBlobStoreTests() => _store = new DirectoryBlobStore(LocalFileSystem.Instance, _directory.File("blobs"));

    protected override IBlobStore Store => _store;

    public void Dispose() => _directory.Dispose();

    protected override void Damage(ContentHash hash)
    {
        var name = hash.ToString();
        using var file = new FileStream(
            Path.Combine(_directory.File("blobs"), name[..2], name[2..4], name), FileMode.Open);
        var value = file.ReadByte();
        file.Position = 0;
        file.WriteByte((byte)~value);
    }
}
