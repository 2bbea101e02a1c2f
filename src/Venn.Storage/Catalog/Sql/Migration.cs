using System.Globalization;
using System.Reflection;

namespace Venn.Storage.Catalog.Sql;

/// <summary>One step from a format of the catalog to the next: the file <c>Migrations/NNNN_name.sql</c>.</summary>
internal sealed record Migration(int Version, string Name, string Sql)
{
    private const string Folder = "Migrations/";

    /// <summary>Every step this version knows, in order: versions 1, 2, 3 … without a gap.</summary>
    public static IReadOnlyList<Migration> ReadAll(SqlDialect dialect)
    {
        var assembly = typeof(Migration).Assembly;
        var all = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name, dialect))
            .ToList();
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].Version != i + 1)
            {
                throw new InvalidOperationException(
                    $"Migration {all[i].Name} stands where number {i + 1} is due. "
                    + "Number them 0001, 0002 … without a gap.");
            }
        }

        return all;
    }

    private static Migration Read(Assembly assembly, string resource, SqlDialect dialect)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var name = Path.GetFileNameWithoutExtension(resource[Folder.Length..]);
        return new Migration(
            int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture),
            name,
            dialect.Fill(reader.ReadToEnd()));
    }
}
