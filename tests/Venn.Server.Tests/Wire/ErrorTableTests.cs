using System.Reflection;
using Venn.Server.Wire;
using Venn.Storage;

namespace Venn.Server.Tests.Wire;

public sealed class ErrorTableTests
{
    private static readonly Assembly[] Assemblies =
        [typeof(ErrorTable).Assembly, typeof(EngineException).Assembly, typeof(StorageException).Assembly,
         Assembly.Load("Venn.Bitmaps"), Assembly.Load("Venn.Protocol")];

    public static TheoryData<Type> ExceptionTypes => [.. Assemblies
        .SelectMany(assembly => assembly.GetExportedTypes())
        .Where(type => type.IsAssignableTo(typeof(Exception)) && !type.IsAbstract)];

    [Theory]
    [MemberData(nameof(ExceptionTypes))]
    public void Knows_EveryExceptionTypeOfTheProduct_IsTrue(Type type) => Assert.True(ErrorTable.Knows(type), type.FullName);

    [Fact]
    public void Describe_UnknownException_TellsNothingOfIt()
    {
        var (status, message) = ErrorTable.Describe(new InvalidOperationException("secret"));

        Assert.Equal(500, status);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_FullDisk_SaysSo() =>
        Assert.Equal(507, ErrorTable.Describe(new IOException("full", unchecked((int)0x8007001C))).Status);

    [Fact]
    public void Describe_FullDiskUnderTheCatalog_SaysSo() =>
        Assert.Equal(507, ErrorTable.Describe(new DiskFullException("The catalog cannot grow", inner: null)).Status);
}
