using Venn.Cli.Hosting;
using Venn.Protocol.Entities;

namespace Venn.Cli.Commands.Annotations;

/// <summary>Annotations as a list shows them.</summary>
internal static class AnnotationRows
{
    private const int LengthMax = 60;

    public static void Write(Invocation run, IReadOnlyCollection<Annotation> annotations) => run.Results.WriteRows(
        ["ID", "TYPE", "LABEL", "ITEM", "CREATOR", "COORDINATES"], annotations,
        static annotation =>
        [
            annotation.Id, annotation.Type, annotation.Label, annotation.ItemId, annotation.Creator,
            Brief(annotation.Coordinates?.ToJsonString() ?? ""),
        ]);

    private static string Brief(string text) => text.Length > LengthMax ? text[..LengthMax] + "…" : text;
}
