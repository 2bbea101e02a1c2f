using System.Text.Json;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Wire;

namespace Venn.Server.Features.Annotations;

/// <summary>Answers with annotations.</summary>
internal static class AnnotationResponse
{
    public static Task WriteAsync(HttpContext context, Dataset dataset, Revision annotation)
    {
        var mapping = new AnnotationMapping(context.GetApiUrl(), dataset.Ordinal);
        return JsonResponse.WriteAsync(context, json => mapping.Write(json, annotation));
    }

    public static Task WriteAsync(HttpContext context, Dataset dataset, IReadOnlyList<Revision> annotations)
    {
        var mapping = new AnnotationMapping(context.GetApiUrl(), dataset.Ordinal);
        return JsonResponse.WriteAsync(context, json => WriteArray(json, mapping, annotations));
    }

    public static void WriteArray(Utf8JsonWriter json, AnnotationMapping mapping, IReadOnlyList<Revision> annotations)
    {
        json.WriteStartArray();
        foreach (var annotation in annotations)
        {
            mapping.Write(json, annotation);
        }

        json.WriteEndArray();
    }
}
