using Venn.Server.Features.Assignments;
using Venn.Server.Features.Commands;
using Venn.Server.Features.Misc;
using Venn.Server.Features.Ontologies;
using Venn.Server.Features.Organizations;
using Venn.Server.Features.Projects;
using Venn.Server.Features.Recipes;
using Venn.Server.Features.Settings;
using Venn.Server.Features.Tasks;
using Venn.Server.Features.Users;

namespace Venn.Server.Features;

/// <summary>Routes of projects, people, recipes, ontologies, tasks and commands.</summary>
internal static class DomainRoutes
{
    public static void AddServices(IServiceCollection services) => services
        .AddSingleton<OrganizationStore>()
        .AddSingleton<LogIn>()
        .AddSingleton<SharedDocuments>()
        .AddSingleton<RecipeStore>()
        .AddSingleton<ProjectStore>()
        .AddSingleton<ProjectMapping>()
        .AddSingleton<TaskWriter>()
        .AddSingleton<SettingScope>();

    /// <summary>Routes outside <c>/api/v1</c>.</summary>
    public static void MapRoot(IEndpointRouteBuilder root)
    {
        RootPage.Map(root);
        TokenEndpoints.Map(root);
        LoginPage.Map(root);
    }

    public static void Map(RouteGroupBuilder api)
    {
        UserEndpoints.Map(api);
        OrganizationEndpoints.Map(api);
        IntegrationEndpoints.Map(api);
        ProjectEndpoints.Map(api);
        MemberEndpoints.Map(api);
        BotEndpoints.Map(api);
        RecipeEndpoints.Map(api);
        RecipeCloneEndpoint.Map(api);
        OntologyEndpoints.Map(api);
        LabelEndpoints.Map(api);
        TaskEndpoints.Map(api);
        TaskCommands.Map(api);
        AssignmentEndpoints.Map(api);
        AssignmentCommands.Map(api);
        StatusEndpoints.Map(api);
        SettingEndpoints.Map(api);
        CommandEndpoints.Map(api);
        IncidentalEndpoints.Map(api);
    }
}
