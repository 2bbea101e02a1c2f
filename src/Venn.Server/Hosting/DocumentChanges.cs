using Venn.Storage.Catalog;

namespace Venn.Server.Hosting;

/// <summary>
/// Changes of documents that become durable in one transaction, alone or along with an engine commit:
/// <see cref="AddTo"/> puts them into its batch, <see cref="Publish"/> shows them to readers once it is durable.
/// One thread.
/// </summary>
public sealed class DocumentChanges
{
    private readonly Documents documents;
    private readonly List<Document> inserted = [];
    private readonly List<Document> changed = [];
    private readonly List<(string Kind, string Id)> deleted = [];

    internal DocumentChanges(Documents documents) => this.documents = documents;

    public DocumentChanges Insert(Document document)
    {
        inserted.Add(document);
        return this;
    }

    public DocumentChanges Replace(Document document)
    {
        changed.Add(document);
        return this;
    }

    public DocumentChanges Delete(string kind, string id)
    {
        deleted.Add((kind, id));
        return this;
    }

    public bool IsEmpty => inserted.Count + changed.Count + deleted.Count == 0;

    public void AddTo(CatalogBatch batch)
    {
        batch.NewDocuments.AddRange(inserted.Select(document => document.ToRecord()));
        batch.ChangedDocuments.AddRange(changed.Select(document => document.ToRecord()));
        batch.DeletedDocuments.AddRange(deleted);
    }

    /// <summary>A batch of these changes alone, or null for none: for the engine's <c>along</c>.</summary>
    public CatalogBatch? ToBatch()
    {
        if (IsEmpty)
        {
            return null;
        }

        var batch = new CatalogBatch();
        AddTo(batch);
        return batch;
    }

    /// <summary>To be called after the transaction is durable, and only then.</summary>
    public void Publish()
    {
        foreach (var document in inserted)
        {
            documents.Show(document);
        }

        foreach (var document in changed)
        {
            documents.Show(document);
        }

        foreach (var (kind, id) in deleted)
        {
            documents.Hide(kind, id);
        }
    }
}
