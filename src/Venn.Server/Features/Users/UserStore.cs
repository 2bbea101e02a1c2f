using System.Text.Json.Nodes;
using Venn.Server.Hosting;
using Venn.Server.Wire;

namespace Venn.Server.Features.Users;

/// <summary>Users, by e-mail in lower case.</summary>
public sealed class UserStore(Documents documents, VersionStore store)
{
    public Document? Find(string email) => documents.FindByName(Kinds.User, "", email.ToLowerInvariant());

    /// <summary>The user; made when not there.</summary>
    public async Task<Document> EnsureAsync(string email, string type = "user")
    {
        email = email.ToLowerInvariant();
        using var held = await documents.LockAsync(Kinds.User, email);
        if (Find(email) is { } known)
        {
            return known;
        }

        var now = WireTime.Format(store.Clock.GetUtcNow());
        var at = email.IndexOf('@');
        var user = new Document(Kinds.User, store.NewEntityId(), "", email, new JsonObject
        {
            ["email"] = email,
            ["firstName"] = at > 0 ? email[..at] : email,
            ["lastName"] = "",
            ["type"] = type,
            ["createdAt"] = now,
            ["updatedAt"] = now,
        });
        await documents.InsertAsync(user);
        return user;
    }
}
