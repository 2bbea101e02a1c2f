using System.Globalization;

namespace Venn.CrashTests.Killing;

/// <summary>What the killed processes said: what must be there, what must not, and what may be either, whole.</summary>
internal sealed class CrashLedger
{
    private readonly Dictionary<string, string[]> trying = [];

    /// <summary>By token.</summary>
    public Dictionary<string, Group> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>Clones and merges, by name: how many items.</summary>
    public Dictionary<string, Copy> Copies { get; } = new(StringComparer.Ordinal);

    public List<(string Dataset, string Name, long Sequence)> Snapshots { get; } = [];

    /// <summary>By dataset and sequence: the value, or the earlier sequence it was rolled back to.</summary>
    public Dictionary<(string Dataset, long Sequence), (bool IsBack, long Value)> Own { get; } = [];

    public int AcknowledgedCount { get; private set; }

    public void Read(string line)
    {
        var words = line.Split(' ');
        if (words[0] == "try")
        {
            trying[words[1]] = words[2..];
            Try(words[2..]);
        }
        else if (words[0] == "done" && trying.Remove(words[1], out var what))
        {
            AcknowledgedCount++;
            Done(what);
        }
    }

    /// <summary>The process is gone: what was tried and not acknowledged stays in doubt until it is looked at.</summary>
    public void EndRound() => trying.Clear();

    private void Try(string[] words)
    {
        switch (words[0])
        {
            case "group":
                Groups[words[2]] = new Group(words[1], Number(words[3]));
                break;
            case "edit":
                Groups[words[1]].TriedVersion = Number(words[2]);
                break;
            case "remove":
                Groups[words[1]].IsRemovalTried = true;
                break;
            case "copy":
                Copies[words[1]] = new Copy(Number(words[2]));
                break;
            case "drop":
                Copies[words[1]].IsDropTried = true;
                break;
        }
    }

    private void Done(string[] words)
    {
        switch (words[0])
        {
            case "group":
                Groups[words[2]].IsAdded = true;
                break;
            case "edit":
                Groups[words[1]].Version = Number(words[2]);
                break;
            case "remove":
                Groups[words[1]].IsRemoved = true;
                break;
            case "copy":
                Copies[words[1]].IsMade = true;
                break;
            case "drop":
                Copies[words[1]].IsDropped = true;
                break;
            case "snapshot":
                Snapshots.Add((words[1], words[2], Number(words[3])));
                break;
            case "own" or "back":
                Own[(words[1], Number(words[2]))] = (words[0] == "back", Number(words[3]));
                break;
        }
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    public sealed class Group(string dataset, int count)
    {
        public string Dataset { get; } = dataset;

        public int Count { get; } = count;

        public bool IsAdded { get; set; }

        public bool IsRemovalTried { get; set; }

        public bool IsRemoved { get; set; }

        public int Version { get; set; }

        public int TriedVersion { get; set; }
    }

    public sealed class Copy(int count)
    {
        public int Count { get; } = count;

        public bool IsMade { get; set; }

        public bool IsDropTried { get; set; }

        public bool IsDropped { get; set; }
    }
}
