namespace Venn.Cli.Import;

/// <summary>Which annotation file is for which file, and which are for none.</summary>
/// <param name="ByFile">Annotation file by the relative path of the file it is for.</param>
/// <param name="Unmatched">One line each: the file and why.</param>
internal sealed record AnnotationMatching(
    IReadOnlyDictionary<string, LocalFile> ByFile, IReadOnlyList<string> Unmatched)
{
    /// <summary>
    /// Matches by the annotation file's own relative path first (<c>a/b.json</c> or <c>a/b.jpg.json</c> for
    /// <c>a/b.jpg</c>), and only then by the <c>filename</c> inside it, which in real data may lie.
    /// </summary>
    public static async Task<AnnotationMatching> OfAsync(FolderScan scan, CancellationToken cancellationToken)
    {
        var files = scan.Files.Select(file => file.RelativePath).ToHashSet(StringComparer.Ordinal);
        var byStem = scan.Files.ToLookup(file => file.Stem, file => file.RelativePath, StringComparer.Ordinal);
        var matched = new Dictionary<string, LocalFile>(StringComparer.Ordinal);
        var unmatched = new List<string>();
        var left = new List<(LocalFile File, IReadOnlyList<string> Candidates)>();

        foreach (var annotation in scan.Annotations)
        {
            var candidates = CandidatesByPath(annotation, files, byStem);
            if (candidates.Count == 1 && matched.TryAdd(candidates[0], annotation))
            {
                continue;
            }

            left.Add((annotation, candidates));
        }

        foreach (var (annotation, candidates) in left)
        {
            var reason = await MatchByFilenameAsync(annotation, candidates, files, matched, cancellationToken);
            if (reason is not null)
            {
                unmatched.Add($"{annotation.RelativePath}: {reason}");
            }
        }

        return new AnnotationMatching(matched, unmatched);
    }

    private static IReadOnlyList<string> CandidatesByPath(
        LocalFile annotation, HashSet<string> files, ILookup<string, string> byStem)
    {
        // b.jpg.json names b.jpg and no other.
        return files.Contains(annotation.Stem) ? [annotation.Stem] : [.. byStem[annotation.Stem]];
    }

    /// <summary>Matches, or says why it cannot.</summary>
    private static async Task<string?> MatchByFilenameAsync(
        LocalFile annotation, IReadOnlyList<string> candidates, HashSet<string> files,
        Dictionary<string, LocalFile> matched,
        CancellationToken cancellationToken)
    {
        string? filename;
        try
        {
            var document = await AnnotationDocument.ReadAsync(annotation.FullPath, cancellationToken);
            filename = document.Filename?.TrimStart('/');
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }

        // Several files share the name but for the extension: the filename's own extension decides.
        var chosen = candidates.Count > 1
            ? candidates.FirstOrDefault(path => Path.GetExtension(path) == Path.GetExtension(filename))
            : filename;
        if (chosen is null)
        {
            return candidates.Count > 1
                ? $"it may be for any of {string.Join(", ", candidates)}, and its 'filename' does not tell which."
                : "no file has its path, and it has no 'filename'.";
        }

        if (!files.Contains(chosen))
        {
            return $"no file has its path, nor the one it names ({chosen}).";
        }

        return matched.TryAdd(chosen, annotation)
            ? null
            : $"{chosen} has {matched[chosen].RelativePath} already.";
    }
}
