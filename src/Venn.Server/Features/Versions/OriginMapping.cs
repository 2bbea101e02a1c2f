using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Server.Security;

namespace Venn.Server.Features.Versions;

/// <summary>
/// Commits of an ancestry, which may be of projects that the caller is no member of: of those, who and when is told (it
/// came with the clone), but neither message nor names.
/// </summary>
internal static class OriginMapping
{
    public static JsonObject WriteCommit(HttpContext context, DataServices services, Commit commit)
    {
        var json = CommitMapping.ToWire(commit);
        if (!MaySee(context, services, commit))
        {
            json["message"] = "";
            json["changes"] = null;
            json["details"] = new JsonObject();
        }

        return json;
    }

    /// <summary>The dataset's name; null when it is not the caller's to know.</summary>
    public static string? NameFor(HttpContext context, DataServices services, Commit commit, string name) =>
        name.Length > 0 && MaySee(context, services, commit) ? name : null;

    private static bool MaySee(HttpContext context, DataServices services, Commit commit) =>
        services.Store.FindAny(commit.Id.Dataset) is { } dataset
        && services.Access.MaySee(context.GetCaller(), dataset.Info.Scope);
}
