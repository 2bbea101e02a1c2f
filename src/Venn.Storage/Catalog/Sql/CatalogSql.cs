namespace Venn.Storage.Catalog.Sql;

/// <summary>
/// The statements, in the SQL that SQLite and PostgreSQL agree on. Parameters are <c>$1</c>, <c>$2</c> … and stand in
/// that order at their first use, for SQLite numbers them so.
/// </summary>
internal static class CatalogSql
{
    public const string InsertDataset =
        "INSERT INTO datasets (ordinal, scope, name, source_ordinal, created_at_ms, is_deleted, body) "
        + "VALUES ($1, $2, $3, $4, $5, $6, $7)";

    public const string UpdateDataset =
        "UPDATE datasets SET scope = $1, name = $2, source_ordinal = $3, created_at_ms = $4, is_deleted = $5, "
        + "body = $6 WHERE ordinal = $7";

    public const string InsertCommit =
        "INSERT INTO commits (dataset, sequence, created_at_ms, generation, parents, author, operation, message, "
        + "details, delta, changes) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 "
        + "WHERE $2 = 1 OR EXISTS (SELECT 1 FROM commits WHERE dataset = $1 AND sequence = $2 - 1)";

    public const string UpdateCommit =
        "UPDATE commits SET created_at_ms = $1, generation = $2, parents = $3, author = $4, operation = $5, "
        + "message = $6, details = $7, delta = $8, changes = $9 WHERE dataset = $10 AND sequence = $11";

    public const string DeleteItemBlock = "DELETE FROM item_blocks WHERE first_number = $1";

    public const string DeleteAnnotationBlock = "DELETE FROM annotation_blocks WHERE first_number = $1";

    public const string DeleteCheckpoint = "DELETE FROM checkpoints WHERE dataset = $1 AND sequence = $2";

    public const string DeleteContainer = "DELETE FROM containers WHERE hash = $1";

    public const string DeleteSnapshot = "DELETE FROM snapshots WHERE id = $1";

    public const string DeleteSnapshotsOf = "DELETE FROM snapshots WHERE dataset = $1";

    public const string DeleteCheckpointsOf = "DELETE FROM checkpoints WHERE dataset = $1";

    public const string DeleteCommitsOf = "DELETE FROM commits WHERE dataset = $1";

    public const string InsertItemBlock =
        "INSERT INTO item_blocks (first_number, revision_count, data) VALUES ($1, $2, $3)";

    public const string InsertAnnotationBlock =
        "INSERT INTO annotation_blocks (first_number, revision_count, data) VALUES ($1, $2, $3)";

    public const string UpsertCheckpoint =
        "INSERT INTO checkpoints (dataset, sequence, data) VALUES ($1, $2, $3) "
        + "ON CONFLICT (dataset, sequence) DO UPDATE SET data = excluded.data";

    public const string InsertContainer =
        "INSERT INTO containers (hash, data) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING";

    public const string InsertSnapshot =
        "INSERT INTO snapshots (id, dataset, sequence, name, created_at_ms, author, message) "
        + "VALUES ($1, $2, $3, $4, $5, $6, $7)";

    public const string InsertDocument =
        "INSERT INTO documents (kind, id, scope, name, body) VALUES ($1, $2, $3, $4, $5)";

    public const string UpsertDocument =
        InsertDocument
        + " ON CONFLICT (kind, id) DO UPDATE SET scope = excluded.scope, name = excluded.name, body = excluded.body";

    public const string DeleteDocument = "DELETE FROM documents WHERE kind = $1 AND id = $2";

    public const string ReadDatasets =
        "SELECT ordinal, scope, name, source_ordinal, created_at_ms, is_deleted, body FROM datasets ORDER BY ordinal";

    public const string ReadHeads =
        "SELECT " + CommitColumns + " FROM datasets JOIN commits ON dataset = ordinal "
        + "AND sequence = (SELECT max(sequence) FROM commits WHERE dataset = ordinal)";

    public const string ReadCommit = SelectCommits + " WHERE dataset = $1 AND sequence = $2";

    public const string ReadCommitsAscending = ReadCommitRange + "ORDER BY sequence LIMIT $4";

    public const string ReadCommitsDescending = ReadCommitRange + "ORDER BY sequence DESC LIMIT $4";

    // The index is named in SQLite's own words: its planner takes the primary key for as good, and walks every commit of the
    // dataset (20 ms of 100,000). Another database takes the partial index by itself.
    public const string ReadJoints =
        SelectCommits + " INDEXED BY commits_joints WHERE dataset = $1 AND sequence <= $2 AND parents IS NOT NULL ORDER BY sequence";

    public const string ReadCommitAt =
        SelectCommits + " WHERE dataset = $1 AND created_at_ms <= $2 ORDER BY sequence DESC LIMIT 1";

    public const string ReadCheckpoint =
        "SELECT dataset, sequence, data FROM checkpoints WHERE dataset = $1 AND sequence <= $2 "
        + "ORDER BY sequence DESC LIMIT 1";

    public const string ReadCheckpoints =
        "SELECT dataset, sequence, data FROM checkpoints WHERE dataset = $1 ORDER BY sequence";

    public const string ReadContainerHashes = "SELECT hash FROM containers";

    public const string ReadContainer = "SELECT data FROM containers WHERE hash = $1";

    public const string ReadSnapshots = SelectSnapshots + " WHERE dataset = $1 ORDER BY id";

    public const string ReadSnapshot = SelectSnapshots + " WHERE id = $1";

    public const string ReadDocument = SelectDocuments + " WHERE kind = $1 AND id = $2";

    public const string ReadDocuments = SelectDocuments + " WHERE kind = $1 ORDER BY id";

    public const string ReadDocumentsOfScope = SelectDocuments + " WHERE kind = $1 AND scope = $2 ORDER BY id";

    public const string ReadDocumentByName = SelectDocuments + " WHERE kind = $1 AND scope = $2 AND name = $3";

    // Kind by kind, each from the end of its part of the primary key: a walk over all documents would cost a start-up.
    public const string ReadLargestId =
        "WITH RECURSIVE kinds (kind) AS (SELECT min(kind) FROM documents UNION ALL "
        + "SELECT (SELECT min(d.kind) FROM documents d WHERE d.kind > kinds.kind) FROM kinds "
        + "WHERE kinds.kind IS NOT NULL), "
        + "ids (id) AS (SELECT (SELECT max(d.id) FROM documents d WHERE d.kind = kinds.kind AND d.id < $1) FROM kinds "
        + "UNION ALL SELECT max(id) FROM snapshots WHERE id < $1) SELECT max(id) FROM ids";

    private const string CommitColumns =
        "dataset, sequence, commits.created_at_ms, generation, parents, author, operation, message, details, delta, changes";

    private const string SelectCommits = "SELECT " + CommitColumns + " FROM commits";

    private const string ReadCommitRange =
        SelectCommits + " WHERE dataset = $1 AND sequence >= $2 AND sequence <= $3 ";

    private const string SelectSnapshots =
        "SELECT id, dataset, sequence, name, created_at_ms, author, message FROM snapshots";

    private const string SelectDocuments = "SELECT kind, id, scope, name, body FROM documents";

    public static string InsertBlock(Relation relation) =>
        relation == Relation.Items ? InsertItemBlock : InsertAnnotationBlock;

    public static string ReadBlock(Relation relation) =>
        relation == Relation.Items ? ReadItemBlock : ReadAnnotationBlock;

    public static string ReadBlocks(Relation relation) =>
        relation == Relation.Items ? ReadItemBlocks : ReadAnnotationBlocks;

    public static string DeleteBlock(Relation relation) =>
        relation == Relation.Items ? DeleteItemBlock : DeleteAnnotationBlock;

    public static string ReadRanges(Relation relation) =>
        relation == Relation.Items ? ReadItemRanges : ReadAnnotationRanges;

    public static string ReadEnd(Relation relation) => relation == Relation.Items ? ReadItemEnd : ReadAnnotationEnd;

    private const string ReadItemBlock = SelectBlocks + "item_blocks" + BlockAt;
    private const string ReadAnnotationBlock = SelectBlocks + "annotation_blocks" + BlockAt;
    private const string ReadItemBlocks = SelectBlocks + "item_blocks" + BlocksFrom + "item_blocks" + BlocksTo;
    private const string ReadAnnotationBlocks =
        SelectBlocks + "annotation_blocks" + BlocksFrom + "annotation_blocks" + BlocksTo;

    private const string ReadItemRanges = "SELECT first_number, revision_count FROM item_blocks ORDER BY first_number";
    private const string ReadAnnotationRanges =
        "SELECT first_number, revision_count FROM annotation_blocks ORDER BY first_number";

    private const string ReadItemEnd = SelectEnd + "item_blocks" + LastBlock;
    private const string ReadAnnotationEnd = SelectEnd + "annotation_blocks" + LastBlock;

    private const string SelectBlocks = "SELECT first_number, revision_count, data FROM ";
    private const string BlockAt = " WHERE first_number <= $1 ORDER BY first_number DESC LIMIT 1";

    private const string BlocksFrom =
        " WHERE first_number + revision_count > $1 AND first_number >= coalesce((SELECT max(first_number) FROM ";

    private const string BlocksTo = " WHERE first_number <= $1), $1) AND first_number < $2 ORDER BY first_number";
    private const string SelectEnd = "SELECT first_number + revision_count FROM ";
    private const string LastBlock = " ORDER BY first_number DESC LIMIT 1";
}
