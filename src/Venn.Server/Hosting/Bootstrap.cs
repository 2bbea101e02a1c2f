using System.Text.Json.Nodes;
using Venn.Server.Features.Users;
using Venn.Server.Wire;

namespace Venn.Server.Hosting;

/// <summary>What an empty data directory gets: the one organization, and the owner's account.</summary>
public sealed class Bootstrap(
    Documents documents, VersionStore store, UserStore users, ServerOptions options, Features.Projects.ProjectStore projects)
{
    public async Task RunAsync()
    {
        if (documents.List(Kinds.Organization).Count == 0)
        {
            var now = WireTime.Format(store.Clock.GetUtcNow());
            await documents.InsertAsync(new Document(Kinds.Organization, store.NewEntityId(), "", "default", new JsonObject
            {
                ["name"] = "default",
                ["owner"] = options.OwnerEmail.ToLowerInvariant(),
                ["createdAt"] = now,
                ["updatedAt"] = now,
            }));
        }

        if (documents.List(Kinds.User).Count == 0)
        {
            await users.EnsureAsync(options.OwnerEmail);
        }

        if (documents.List(Kinds.Organization)[0].Root.GetText("owner") is { } owner)
        {
            OwnerFile.Write(options.DataDirectory, owner);
        }

        await projects.SweepAsync();
    }
}
