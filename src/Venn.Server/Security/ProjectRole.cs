namespace Venn.Server.Security;

/// <summary>What a member of a project may do: each role may do what those before it may.</summary>
public enum ProjectRole
{
    /// <summary>Sees the project; writes annotations, their status and item status.</summary>
    Annotator,

    /// <summary>Makes and changes tasks and assignments.</summary>
    AnnotationManager,

    /// <summary>On the wire <c>engineer</c>, the developer: datasets, items, recipes, ontologies, versions, drivers.</summary>
    Engineer,

    /// <summary>Members, the project's name, its end.</summary>
    Owner,
}
