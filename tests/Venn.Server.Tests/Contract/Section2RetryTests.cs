using Venn.Server.Wire;

namespace Venn.Server.Tests.Contract;

/// <summary>
/// Section 2.4 of the wire's contract: the client repeats whatever is answered with one of these, POST too, and shows 422 and
/// 429 as unknown. So none is answered where a change may have been made.
/// </summary>
public sealed class Section2RetryTests
{
    private static readonly int[] Repeated = [501, 502, 503, 504, 505, 506, 507, 508, 510, 511];

    /// <summary>The one exception: the disk is full, nothing was written, and it may not be full at the second try.</summary>
    private const int DiskFull = 507;

    public static TheoryData<Type> Exceptions =>
        [.. new[] { typeof(ErrorTable), typeof(Engine.VersionStore), typeof(Storage.StorageException), typeof(Protocol.Dql.DqlSyntaxException), typeof(Bitmaps.RoaringBitmap) }
            .SelectMany(type => type.Assembly.GetTypes()).Where(type => typeof(Exception).IsAssignableFrom(type) && !type.IsAbstract).Distinct()];

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Status_OfEveryExceptionOfTheProduct_IsNotRepeated(Type type)
    {
        var exception = (Exception)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
        if (exception is ApiException)
        {
            return;
        }

        var status = ErrorTable.Describe(exception).Status;

        Assert.DoesNotContain(status, Repeated.Append(422).Append(429));
    }

    [Fact]
    public void Status_OfADiskThatIsFull_IsRepeatedAndSaysThatNothingWasWritten()
    {
        var (status, message) = ErrorTable.Describe(new IOException("full", 28));

        Assert.Equal(DiskFull, status);
        Assert.Contains("nothing was written", message, StringComparison.Ordinal);
    }
}
