using System.Collections.Concurrent;

namespace Venn.Server.Hosting;

/// <summary>All documents of a kind in memory, by id, by scope and by name. Threads: safe; writers of one id come one at a time.</summary>
internal sealed class DocumentTable
{
    private readonly ConcurrentDictionary<string, Document> byId = new();
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, Document>> byScope = new();
    private readonly ConcurrentDictionary<(string Scope, string Name), Document> byName = new();

    public Document? Find(string id) => byId.GetValueOrDefault(id);

    public Document? FindByName(string scope, string name) => byName.GetValueOrDefault((scope, name));

    public IEnumerable<Document> List(string? scope) =>
        scope is null ? byId.Values
        : byScope.TryGetValue(scope, out var found) ? found.Values
        : [];

    public void Show(Document document)
    {
        byId.TryGetValue(document.Id, out var old);
        byId[document.Id] = document;
        if (old is not null && old.Scope != document.Scope)
        {
            RemoveFromScope(old);
        }

        byScope.GetOrAdd(document.Scope, static _ => new())[document.Id] = document;
        if (document.Name is { } name)
        {
            byName[(document.Scope, name)] = document;
        }

        if (old is not null && (old.Scope, old.Name) != (document.Scope, document.Name))
        {
            RemoveName(old);
        }
    }

    public void Hide(string id)
    {
        if (byId.TryRemove(id, out var old))
        {
            RemoveFromScope(old);
            RemoveName(old);
        }
    }

    private void RemoveFromScope(Document old)
    {
        if (byScope.TryGetValue(old.Scope, out var scope))
        {
            scope.TryRemove(old.Id, out _);
        }
    }

    private void RemoveName(Document old)
    {
        // Another document may have taken the name meanwhile: only this one's entry goes.
        if (old.Name is { } name && byName.TryGetValue((old.Scope, name), out var holder) && holder.Id == old.Id)
        {
            byName.TryRemove(new((old.Scope, name), holder));
        }
    }
}
