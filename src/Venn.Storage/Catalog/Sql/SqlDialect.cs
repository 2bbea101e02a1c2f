namespace Venn.Storage.Catalog.Sql;

/// <summary>What differs between the databases in the text of a migration.</summary>
/// <param name="Int64">Type of a 64-bit integer.</param>
/// <param name="Bytes">Type of a byte string.</param>
/// <param name="Table">Words after a table of rows in order of insertion or of an integer key.</param>
/// <param name="Clustered">Words after a table kept in the order of its primary key, where the database can.</param>
internal sealed record SqlDialect(string Int64, string Bytes, string Table, string Clustered)
{
    /// <summary>STRICT: a value of another type is refused, as every other database does.</summary>
    public static SqlDialect Sqlite { get; } = new("INTEGER", "BLOB", "STRICT", "STRICT, WITHOUT ROWID");

    public string Fill(string sql) => sql
        .Replace("$int64$", Int64, StringComparison.Ordinal)
        .Replace("$bytes$", Bytes, StringComparison.Ordinal)
        .Replace("$table$", Table, StringComparison.Ordinal)
        .Replace("$clustered$", Clustered, StringComparison.Ordinal);
}
