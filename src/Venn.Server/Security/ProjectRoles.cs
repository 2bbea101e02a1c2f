using Venn.Server.Wire;

namespace Venn.Server.Security;

/// <summary>Roles by their names on the wire.</summary>
public static class ProjectRoles
{
    public static string ToWire(this ProjectRole role) => role switch
    {
        ProjectRole.Owner => "owner",
        ProjectRole.Engineer => "engineer",
        ProjectRole.AnnotationManager => "annotationManager",
        _ => "annotator",
    };

    /// <exception cref="ApiException">400: no such role.</exception>
    public static ProjectRole Parse(string? name) => name switch
    {
        "owner" => ProjectRole.Owner,
        "engineer" or "developer" => ProjectRole.Engineer,
        "annotationManager" => ProjectRole.AnnotationManager,
        "annotator" => ProjectRole.Annotator,
        _ => throw ApiException.BadRequest(
            $"role is '{name}'; give one of owner, engineer, annotationManager, annotator."),
    };
}
