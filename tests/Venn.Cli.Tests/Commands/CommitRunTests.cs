using System.Globalization;
using Venn.Cli.Commands.Versions;
using Venn.Protocol.Versions;

namespace Venn.Cli.Tests.Commands;

public sealed class CommitRunTests
{
    [Fact]
    public void TryAdd_SmallCommitsOfOneAuthor_AreOneRunWithSums()
    {
        var run = new CommitRun(Make(9, "annotate", annotations: new ChangeCounts { Added = 4 }));
        Assert.True(run.TryAdd(Make(8, "upload", items: new ChangeCounts { Added = 1 })));
        Assert.True(run.TryAdd(Make(7, "upload", items: new ChangeCounts { Changed = 1 })));
        Assert.Equal("7-9", run.Number);
        Assert.Equal("upload, annotate", run.Operation);
        Assert.Equal((1, 0, 1), (run.Items.Added, run.Items.Removed, run.Items.Changed));
        Assert.Equal(4, run.Annotations.Added);
        Assert.Empty(run.OtherParents);
    }

    [Fact]
    public void TryAdd_WhatStandsOut_BeginsARunOfItsOwn()
    {
        Assert.False(new CommitRun(Make(9, "upload")).TryAdd(Make(8, "upload") with { Author = "b" }));
        Assert.False(new CommitRun(Make(9, "upload")).TryAdd(Make(8, "upload") with { Message = "a word" }));
        Assert.False(new CommitRun(Make(9, "upload")).TryAdd(Make(8, "rollback")));
        Assert.False(new CommitRun(Make(9, "merge")).TryAdd(Make(8, "upload")));
        Assert.False(new CommitRun(Make(9, "upload")).TryAdd(Make(7, "upload")));
        Assert.False(new CommitRun(Make(9, "upload")).TryAdd(Make(8, "upload") with { CreatedAt = "2026-01-01T00:00:00.000Z" }));
        Assert.False(new CommitRun(Make(9, "upload")).TryAdd(Make(8, "update") with { Parents = ["000000000200000000000007", "000000000300000000000001"] }));
    }

    [Fact]
    public void OtherParents_OfAMerge_AreThoseOfOtherDatasets() => Assert.Equal(
        ["000000000300000000000001"],
        new CommitRun(Make(9, "merge") with { Parents = ["000000000200000000000008", "000000000300000000000001"] }).OtherParents);

    private static Commit Make(long sequence, string operation, ChangeCounts? items = null, ChangeCounts? annotations = null) => new()
    {
        Id = Id(sequence),
        Sequence = sequence,
        Parents = [Id(sequence - 1)],
        Author = "a",
        CreatedAt = string.Create(CultureInfo.InvariantCulture, $"2026-11-27T10:00:{sequence:00}.000Z"),
        Operation = operation,
        Changes = new CommitChanges { Items = items ?? new(), Annotations = annotations ?? new() },
    };

    private static string Id(long sequence) => "0000000002" + sequence.ToString("x14", CultureInfo.InvariantCulture);
}
