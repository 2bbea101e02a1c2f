using Venn.Storage.Files;

namespace Venn.TestKit.Contracts;

/// <summary>Every sentence of <see cref="IFileSystem"/> that can be seen without losing power.</summary>
public abstract class FileSystemContract
{
    protected abstract IFileSystem Files { get; }

    /// <summary>An existing empty directory of the test's own.</summary>
    protected abstract string Root { get; }

    [Fact]
    public void CreateDirectory_MissingParents_AreCreatedAndTwiceIsNothing()
    {
        Files.CreateDirectory(At("a/b/c"));
        Files.CreateDirectory(At("a/b/c"));
        Assert.Equal([At("a")], Files.ListDirectories(Root));
        Assert.Equal([At("a/b/c")], Files.ListDirectories(At("a/b")));
        Files.SyncDirectory(At("a/b/c"));
    }

    [Fact]
    public void List_Absent_IsEmpty()
    {
        Assert.Empty(Files.ListFiles(At("absent")));
        Assert.Empty(Files.ListDirectories(At("absent")));
    }

    [Fact]
    public void ListFiles_ManyNames_AreInOrdinalOrderWithoutDirectories()
    {
        foreach (var name in new[] { "b", "B", "a.tmp", "a" })
        {
            Write(name, 1);
        }

        Files.CreateDirectory(At("c"));
        Assert.Equal([At("B"), At("a"), At("a.tmp"), At("b")], Files.ListFiles(Root));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void Create_Written_IsReadAndMappedAndMeasured(int size)
    {
        var content = Write("file", size);
        Assert.True(Files.FileExists(At("file")));
        Assert.Equal(size, Files.GetSizeBytes(At("file")));
        using var stream = Files.OpenRead(At("file"));
        var read = new byte[size];
        stream.ReadExactly(read);
        Assert.Equal(content, read);
        Assert.Equal(-1, stream.ReadByte());
        using var map = Files.Map(At("file"));
        Assert.True(map.Memory.Span.SequenceEqual(content));
    }

    [Fact]
    public void OpenRead_AnyOffset_IsReached()
    {
        var content = Write("file", 10_000);
        using var stream = Files.OpenRead(At("file"));
        stream.Position = 9_000;
        Assert.Equal(content[9_000], stream.ReadByte());
        stream.Position = 3;
        Assert.Equal(content[3], stream.ReadByte());
    }

    [Fact]
    public void Create_Existing_IsRefused()
    {
        Write("file", 10);
        Assert.Throws<IOException>(() => Files.Create(At("file")));
        Assert.Equal(10, Files.GetSizeBytes(At("file")));
    }

    [Theory]
    [InlineData("absent")]
    [InlineData("absent/absent")]
    public void Absent_File_IsReported(string name)
    {
        Assert.False(Files.FileExists(At(name)));
        Assert.Throws<FileNotFoundException>(() => Files.OpenRead(At(name)));
        Assert.Throws<FileNotFoundException>(() => Files.GetSizeBytes(At(name)));
        Assert.Throws<FileNotFoundException>(() => Files.Map(At(name)));
        Assert.Throws<FileNotFoundException>(() => Files.Rename(At(name), At("target")));
        Files.Delete(At(name));
    }

    [Fact]
    public void Create_DirectoryMissing_Fails() =>
        Assert.ThrowsAny<IOException>(() => Files.Create(At("absent/file")));

    [Fact]
    public void Rename_OntoAnother_ReplacesIt()
    {
        var content = Write("from", 10);
        Write("to", 99);
        Files.Rename(At("from"), At("to"));
        Assert.False(Files.FileExists(At("from")));
        using var stream = Files.OpenRead(At("to"));
        var read = new byte[10];
        stream.ReadExactly(read);
        Assert.Equal(content, read);
        Assert.Equal(-1, stream.ReadByte());
    }

    [Fact]
    public void Rename_ToAnotherDirectory_Moves()
    {
        Write("from", 10);
        Files.CreateDirectory(At("d"));
        Files.Rename(At("from"), At("d/to"));
        Assert.Empty(Files.ListFiles(Root));
        Assert.Equal([At("d/to")], Files.ListFiles(At("d")));
    }

    [Fact]
    public void Delete_WhileOpenForReading_ReaderGoesOn()
    {
        var content = Write("file", 200_000);
        using var stream = Files.OpenRead(At("file"));
        using var map = Files.Map(At("file"));
        Files.Delete(At("file"));
        Assert.False(Files.FileExists(At("file")));
        var read = new byte[content.Length];
        stream.ReadExactly(read);
        Assert.Equal(content, read);
        Assert.True(map.Memory.Span.SequenceEqual(content));
    }

    [Fact]
    public void SizeBytes_OfAWritableFile_FollowsTheWrites()
    {
        using var file = Files.Create(At("file"));
        Assert.Equal(0, file.SizeBytes);
        file.Write(new byte[7]);
        file.Write(new byte[5]);
        Assert.Equal(12, file.SizeBytes);
        file.Flush();
        file.Write(new byte[1]);
        Assert.Equal(13, file.SizeBytes);
    }

    protected string At(string name) => Path.Combine(Root, name);

    private byte[] Write(string name, int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        using var file = Files.Create(At(name));
        file.Write(content.AsSpan(0, size / 2));
        file.Write(content.AsSpan(size / 2));
        file.Flush();
        return content;
    }
}
