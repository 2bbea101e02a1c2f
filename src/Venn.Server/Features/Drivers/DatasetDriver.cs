using Venn.Engine.Versions;
using Venn.Server.Features.Datasets;
using Venn.Server.Wire;

namespace Venn.Server.Features.Drivers;

/// <summary>The driver a dataset is on: fixed when it is made, and shared by its clones.</summary>
internal static class DatasetDriver
{
    public static string? IdOf(Dataset dataset) => DatasetBody.Of(dataset).Root.GetText("driver");

    /// <summary>Items may come from one dataset into the other.</summary>
    /// <exception cref="ApiException">400: they are on different drivers.</exception>
    public static void CheckSame(Dataset a, Dataset b)
    {
        if (IdOf(a) != IdOf(b))
        {
            throw Different(a, b);
        }
    }

    /// <summary>Items of the source, which may be on its driver, may come into the target.</summary>
    /// <exception cref="ApiException">400: the source is on a driver that the target is not on.</exception>
    public static void CheckMayTake(Dataset target, Dataset source)
    {
        if (IdOf(source) is { } driver && driver != IdOf(target))
        {
            throw Different(target, source);
        }
    }

    private static ApiException Different(Dataset a, Dataset b) => ApiException.BadRequest(
        $"The datasets '{a.Info.Name}' and '{b.Info.Name}' are on different storage drivers ({IdOf(a) ?? "none"}, {IdOf(b) ?? "none"}): "
        + "items cannot go from one to the other.");
}
