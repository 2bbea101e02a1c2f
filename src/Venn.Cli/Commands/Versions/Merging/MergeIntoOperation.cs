using System.Text.Json;
using Venn.Cli.Commands.Versions.Undoing;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Cli.Selection;
using Venn.Client;
using Venn.Client.Errors;
using Venn.Protocol.Entities;
using Venn.Protocol.Json;
using Venn.Protocol.Requests;

namespace Venn.Cli.Commands.Versions.Merging;

/// <summary>What <c>venn merge --into</c> does.</summary>
internal static class MergeIntoOperation
{
    public static async Task<int> RunAsync(
        Invocation run, string target, IReadOnlyList<string> sources, string? policy, string? message, string? choicesFile,
        bool preview, bool interactive, string? match)
    {
        var client = await run.ConnectAsync();
        var into = await DatasetName.ResolveAsync(client, target, run.CancellationToken);
        var from = new List<MergeSource>();
        foreach (var source in sources)
        {
            from.Add(new MergeSource { DatasetId = (await DatasetName.ResolveAsync(client, source, run.CancellationToken)).Id });
        }

        var request = new MergeIntoRequest
        {
            From = from,
            Policy = policy,
            Match = match,
            Message = message,
            Choices = choicesFile is null ? null : await ReadChoicesAsync(run, choicesFile),
        };
        if (preview)
        {
            await PreviewAsync(run, client, into, request);
            return ExitCodes.Done;
        }

        if (interactive)
        {
            request = await AskAsync(run, client, into, request);
        }

        return await MergeAsync(run, client, into, request);
    }

    private static async Task<int> MergeAsync(Invocation run, VennClient client, Dataset into, MergeIntoRequest request)
    {
        try
        {
            var result = await client.History.MergeAsync(into.Id, request, new CommandProgress(run.Environment, "Merging"), run.CancellationToken);
            UndoOutput.Write(
                run, result,
                $"'{into.Name}' has now {Quantities.Count(result.Report.ItemsCount, "item")} and "
                + $"{Quantities.Count(result.Report.AnnotationsCount, "annotation")}; "
                + $"{Quantities.Count(result.Report.ConflictsCount, "conflict")} settled.");
            return ExitCodes.Done;
        }
        catch (VennApiException exception) when (exception.Body?.Conflicts is { } conflicts)
        {
            run.Notes.Say($"venn: {exception.Message}");
            run.Notes.Say("  Settle them with --interactive, --choices FILE or --policy; --preview shows both sides of each.");
            ConflictRows.Write(run, conflicts);
            return ExitCodes.Conflicts;
        }
    }

    private static async Task PreviewAsync(Invocation run, VennClient client, Dataset into, MergeIntoRequest request)
    {
        var report = await client.History.PreviewMergeAsync(into.Id, request, run.CancellationToken);
        if (run.Results.IsJson)
        {
            run.Results.WriteJson(JsonSerializer.SerializeToNode(report, ProtocolJson.Default.MergeReport));
            return;
        }

        run.Notes.Say(
            $"'{into.Name}' would have {Quantities.Count(report.ItemsCount, "item")} "
            + $"({report.AddedItemsCount} of them new), and {Quantities.Count(report.AnnotationsCount, "annotation")}; "
            + "nothing was written.");
        run.Notes.SayList(
            $"{Quantities.Count(report.RenamedCount, "item")} would be renamed, for the path is taken:",
            [.. report.Renamed.Select(item => $"{item.Filename} -> {item.NewFilename}")]);
        MatchRows.Say(run, report);
        run.Notes.Say(
            $"{Quantities.Count(report.ConflictsCount, "conflict")}, {report.UnsettledCount} of them not settled"
            + (report.ConflictsCount > 0 ? ":" : "."));
        if (report.Conflicts.Count > 0)
        {
            ConflictRows.Write(run, report.Conflicts);
        }
    }

    /// <summary>Asks about every conflict that is not settled; the answers hold for the head they were given on.</summary>
    private static async Task<MergeIntoRequest> AskAsync(
        Invocation run, VennClient client, Dataset into, MergeIntoRequest request)
    {
        if (!run.Environment.IsInTerminal)
        {
            throw new CliException(ExitCodes.BadUsage, "--interactive: nobody is here to answer. Give --choices FILE or --policy.");
        }

        var report = await client.History.PreviewMergeAsync(into.Id, request, run.CancellationToken);
        if (report.ConflictsCount > report.Conflicts.Count)
        {
            throw new CliException(
                ExitCodes.Conflicts,
                $"There are {report.ConflictsCount} conflicts, more than can be asked about. Give --policy for the most of them.");
        }

        var open = report.Conflicts.Where(c => !c.Settled).ToList();
        var answers = new ConflictDialogue(run.Environment).Ask(open);
        return request with { Choices = [.. request.Choices ?? [], .. answers], ExpectedHead = report.Head };
    }

    private static async Task<IReadOnlyList<ConflictChoice>> ReadChoicesAsync(Invocation run, string file)
    {
        var text = file == "-"
            ? await run.Environment.In.ReadToEndAsync(run.CancellationToken)
            : await File.ReadAllTextAsync(run.FullPath(file), run.CancellationToken);
        try
        {
            return JsonSerializer.Deserialize(text, ProtocolJson.Default.ConflictChoiceArray)
                ?? throw new JsonException("it is null.");
        }
        catch (JsonException exception)
        {
            throw new CliException(
                ExitCodes.BadUsage,
                $"{file}: {exception.Message} It must be a list like "
                + """[{"relation": "items", "id": "…", "whole": "ours", "fields": {"metadata.user.k": "theirs"}}].""",
                exception);
        }
    }
}
