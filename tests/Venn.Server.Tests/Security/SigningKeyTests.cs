using Venn.Server.Security;

namespace Venn.Server.Tests.Security;

public sealed class SigningKeyTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("venn-key-test-").FullName;

    [Fact]
    public void ReadOrCreate_EmptyDirectory_MakesAKeyForTheOwnerAlone()
    {
        var key = SigningKey.ReadOrCreate(directory);

        Assert.Equal(key, SigningKey.ReadOrCreate(directory));
        Assert.Equal([Path.Combine(directory, SigningKey.FileName)], Directory.GetFiles(directory));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(directory, SigningKey.FileName)));
        }
    }

    [Fact]
    public void ReadOrCreate_DamagedKey_SaysWhichFile()
    {
        File.WriteAllBytes(Path.Combine(directory, SigningKey.FileName), [1, 2, 3]);

        Assert.Contains(SigningKey.FileName, Assert.Throws<IOException>(() => SigningKey.ReadOrCreate(directory)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SecretBox_SealAndOpen_GivesTheSecretBack()
    {
        var box = new SecretBox(SigningKey.ReadOrCreate(directory));
        var sealedText = box.Seal("""{"key":"k","secret":"geheim"}""");

        Assert.DoesNotContain("geheim", sealedText, StringComparison.Ordinal);
        Assert.Equal("""{"key":"k","secret":"geheim"}""", box.Open(sealedText));
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
