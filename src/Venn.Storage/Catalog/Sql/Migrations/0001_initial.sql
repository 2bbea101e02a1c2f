-- The catalog's first format. docs/formats/catalog.md describes every table and column.
-- $int64$, $bytes$, $table$ and $clustered$ are filled in by the dialect (SqlDialect.cs).

CREATE TABLE datasets (
    ordinal        $int64$ NOT NULL PRIMARY KEY,
    scope          TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    source_ordinal $int64$,
    created_at_ms  $int64$ NOT NULL,
    is_deleted     $int64$ NOT NULL,
    body           $bytes$ NOT NULL
) $table$;

CREATE UNIQUE INDEX datasets_living_name ON datasets (scope, name) WHERE is_deleted = 0;

CREATE TABLE commits (
    dataset       $int64$ NOT NULL REFERENCES datasets (ordinal),
    sequence      $int64$ NOT NULL,
    created_at_ms $int64$ NOT NULL,
    generation    $int64$ NOT NULL,
    parents       $bytes$,
    author        TEXT    NOT NULL,
    operation     TEXT    NOT NULL,
    message       TEXT    NOT NULL,
    details       $bytes$ NOT NULL,
    delta         $bytes$ NOT NULL,
    PRIMARY KEY (dataset, sequence)
) $clustered$;

CREATE INDEX commits_joints ON commits (dataset, sequence) WHERE parents IS NOT NULL;

CREATE TABLE item_blocks (
    first_number   $int64$ NOT NULL PRIMARY KEY,
    revision_count $int64$ NOT NULL,
    data           $bytes$ NOT NULL
) $table$;

CREATE TABLE annotation_blocks (
    first_number   $int64$ NOT NULL PRIMARY KEY,
    revision_count $int64$ NOT NULL,
    data           $bytes$ NOT NULL
) $table$;

CREATE TABLE checkpoints (
    dataset  $int64$ NOT NULL,
    sequence $int64$ NOT NULL,
    data     $bytes$ NOT NULL,
    PRIMARY KEY (dataset, sequence)
) $table$;

CREATE TABLE containers (
    hash $bytes$ NOT NULL PRIMARY KEY,
    data $bytes$ NOT NULL
) $table$;

CREATE TABLE snapshots (
    id            TEXT    NOT NULL PRIMARY KEY,
    dataset       $int64$ NOT NULL,
    sequence      $int64$ NOT NULL,
    name          TEXT    NOT NULL,
    created_at_ms $int64$ NOT NULL,
    author        TEXT    NOT NULL,
    message       TEXT    NOT NULL,
    UNIQUE (dataset, name),
    FOREIGN KEY (dataset, sequence) REFERENCES commits (dataset, sequence)
) $clustered$;

CREATE TABLE documents (
    kind  TEXT    NOT NULL,
    id    TEXT    NOT NULL,
    scope TEXT    NOT NULL,
    name  TEXT,
    body  $bytes$ NOT NULL,
    PRIMARY KEY (kind, id)
) $clustered$;

CREATE UNIQUE INDEX documents_name ON documents (kind, scope, name) WHERE name IS NOT NULL;

CREATE INDEX documents_scope ON documents (kind, scope, id);
