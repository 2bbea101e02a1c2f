using System.CommandLine;
using System.CommandLine.Help;
using Venn.Cli.Commands.Account;
using Venn.Cli.Commands.Annotations;
using Venn.Cli.Commands.Completion;
using Venn.Cli.Commands.Data;
using Venn.Cli.Commands.Datasets;
using Venn.Cli.Commands.Items;
using Venn.Cli.Commands.Projects;
using Venn.Cli.Commands.Slices;
using Venn.Cli.Commands.Upkeep;
using Venn.Cli.Commands.Versions;
using Venn.Cli.Commands.Versions.Merging;
using Venn.Cli.Commands.Versions.Snapshots;
using Venn.Cli.Commands.Versions.Undoing;
using Venn.Cli.Hosting;

namespace Venn.Cli.Commands;

/// <summary>All commands, in the order that help shows them.</summary>
internal static class CommandTree
{
    private const string Description = """
        Venn versions datasets of files, annotations and metadata.

        Data goes to stdout, words for people to stderr. Exit codes: 0 done, 1 failed, 2 wrong command line, 3 no server,
        4 not allowed, 5 not found, 6 refused, 7 the server's work failed, 8 done in part, 9 conflicts, 10 something is damaged,
        130 interrupted.
        """;

    public static Command Create(CliRuntime runtime)
    {
        // Not a RootCommand, which would call itself by the program file's name.
        var root = new Command("venn", Description) { new HelpOption(), new VersionOption() };
        GlobalOptions.AddTo(root);
        root.Subcommands.Add(Group(
            "project", "Projects, which hold datasets",
            ProjectListCommand.Create(runtime), ProjectCreateCommand.Create(runtime),
            ProjectDeleteCommand.Create(runtime)));
        root.Subcommands.Add(Group(
            "dataset", "Datasets",
            DatasetListCommand.Create(runtime), DatasetCreateCommand.Create(runtime),
            DatasetShowCommand.Create(runtime), DatasetDeleteCommand.Create(runtime)));
        root.Subcommands.Add(Group(
            "item", "Items of a dataset",
            ItemListCommand.Create(runtime), ItemShowCommand.Create(runtime), ItemRevisionsCommand.Create(runtime),
            ItemDownloadCommand.Create(runtime)));
        root.Subcommands.Add(Group(
            "annotation", "Annotations of items",
            AnnotationListCommand.Create(runtime), AnnotationShowCommand.Create(runtime), AnnotationAddCommand.Create(runtime),
            AnnotationUpdateCommand.Create(runtime), AnnotationDeleteCommand.Create(runtime)));
        root.Subcommands.Add(ImportCommand.Create(runtime));
        root.Subcommands.Add(ExportCommand.Create(runtime));
        root.Subcommands.Add(QueryCommand.Create(runtime));
        root.Subcommands.Add(FacetsCommand.Create(runtime));
        root.Subcommands.Add(CloneCommand.Create(runtime));
        root.Subcommands.Add(SliceCommand.Create(runtime));
        root.Subcommands.Add(MergeCommand.Create(runtime));
        root.Subcommands.Add(Group(
            "snapshot", "Names for states, which never change",
            SnapshotCreateCommand.Create(runtime), SnapshotListCommand.Create(runtime),
            SnapshotShowCommand.Create(runtime), SnapshotHoldCommands.CreateHold(runtime),
            SnapshotHoldCommands.CreateRelease(runtime), SnapshotHoldCommands.CreateDelete(runtime)));
        root.Subcommands.Add(RollbackCommand.Create(runtime));
        root.Subcommands.Add(RevertCommand.Create(runtime));
        root.Subcommands.Add(CherryPickCommand.Create(runtime));
        root.Subcommands.Add(RestoreCommand.Create(runtime));
        root.Subcommands.Add(UndeleteCommand.Create(runtime));
        root.Subcommands.Add(FreezeCommand.Create(runtime));
        root.Subcommands.Add(FreezeCommand.CreateEnd(runtime));
        root.Subcommands.Add(LogCommand.Create(runtime));
        root.Subcommands.Add(BlameCommand.Create(runtime));
        root.Subcommands.Add(GraphCommand.Create(runtime));
        root.Subcommands.Add(DiffCommand.Create(runtime));
        root.Subcommands.Add(VerifyCommand.Create(runtime));
        root.Subcommands.Add(Group(
            "retention", "How long history is kept",
            RetentionShowCommand.Create(runtime), RetentionSetCommand.Create(runtime)));
        root.Subcommands.Add(CollectCommand.Create(runtime));
        root.Subcommands.Add(EraseCommand.Create(runtime));
        root.Subcommands.Add(Group(
            "archive", "States as files that stand on their own",
            ArchiveExportCommand.Create(runtime), ArchiveImportCommand.Create(runtime)));
        root.Subcommands.Add(Group(
            "user", "Your account", UserShowCommand.Create(runtime), PasswordCommand.Create(runtime)));
        root.Subcommands.Add(Group(
            "key", "Your API keys, which stand for you in programs",
            KeyCreateCommand.Create(runtime), KeyListCommand.Create(runtime), KeyRevokeCommand.Create(runtime)));
        root.Subcommands.Add(DemoCommand.Create(runtime));
        root.Subcommands.Add(CompletionCommand.Create(runtime));
        root.Subcommands.Add(CompleteCommand.Create(runtime, root));
        return root;
    }

    private static Command Group(string name, string description, params Command[] commands)
    {
        var group = new Command(name, description);
        foreach (var command in commands)
        {
            group.Subcommands.Add(command);
        }

        return group;
    }
}
