using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Hosting;

/// <summary>
/// The domain's documents: read from memory (a kind is loaded when first asked for), written through to the catalog.
/// </summary>
/// <remarks>
/// <b>Durability</b>: a change is shown to readers after its transaction is durable. <b>Threads</b>: safe. The process
/// that has the data directory is the only writer, so that changes of one document need only a lock in memory.
/// </remarks>
public sealed class Documents(ICatalog catalog)
{
    private readonly ConcurrentDictionary<string, Lazy<DocumentTable>> tables = new();
    private readonly KeyedLocks<(string Kind, string Id)> locks = new();

    public Document? Find(string kind, string id) => Table(kind).Find(id);

    public Document? FindByName(string kind, string scope, string name) => Table(kind).FindByName(scope, name);

    /// <summary>Documents of a kind (and scope, unless null), by id: in order of creation.</summary>
    public IReadOnlyList<Document> List(string kind, string? scope = null)
    {
        var found = Table(kind).List(scope).ToList();
        found.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        return found;
    }

    public DocumentChanges Begin() => new(this);

    /// <exception cref="ApiException">409: an id or a name is taken.</exception>
    public async Task CommitAsync(DocumentChanges changes)
    {
        if (changes.ToBatch() is { } batch)
        {
            if (await catalog.CommitAsync(batch) == CatalogOutcome.Conflict)
            {
                throw ApiException.Conflict("A name in the request is taken. Choose another.");
            }

            changes.Publish();
        }
    }

    public Task InsertAsync(Document document) => CommitAsync(Begin().Insert(document));

    public Task DeleteAsync(string kind, string id) => CommitAsync(Begin().Delete(kind, id));

    /// <summary>Changes one document: the edit sees its newest body, alone. Completes when durable.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="id">Its id.</param>
    /// <param name="edit">Changes the body in place; what it throws leaves the document as it was.</param>
    /// <param name="rename">The new name from the new body; null keeps the name.</param>
    /// <returns>The document as changed; null when there is none.</returns>
    public async Task<Document?> UpdateAsync(
        string kind, string id, Action<JsonObject> edit, Func<JsonObject, string?>? rename = null)
    {
        using var held = await LockAsync(kind, id);
        if (Find(kind, id) is not { } old)
        {
            return null;
        }

        var body = old.ToObject();
        edit(body);
        var changed = old.With(body, rename?.Invoke(body));
        await CommitAsync(Begin().Replace(changed));
        return changed;
    }

    /// <summary>Holds a document (or any name one likes) against <see cref="UpdateAsync"/> of others until disposed.</summary>
    public Task<IDisposable> LockAsync(string kind, string id) => locks.TakeAsync((kind, id));

    internal void Show(Document document) => Table(document.Kind).Show(document);

    internal void Hide(string kind, string id) => Table(kind).Hide(id);

    private DocumentTable Table(string kind) => tables.GetOrAdd(kind, Load).Value;

    private Lazy<DocumentTable> Load(string kind) => new(() =>
    {
        var table = new DocumentTable();
        foreach (var record in catalog.ReadDocuments(kind, scope: null))
        {
            table.Show(new Document(record.Kind, record.Id, record.Scope, record.Name, record.Body));
        }

        return table;
    });
}
