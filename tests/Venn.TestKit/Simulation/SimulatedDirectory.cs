namespace Venn.TestKit.Simulation;

/// <summary>The names in a directory: as programs see them, and as they are on the simulated platter.</summary>
internal sealed class SimulatedDirectory
{
    private readonly List<NameChange> _pending = [];
    private Dictionary<string, SimulatedFile> _durable = [];

    /// <summary>Names as programs see them.</summary>
    public Dictionary<string, SimulatedFile> Names { get; private init; } = [];

    /// <summary>Whether the directory itself outlives a loss of power.</summary>
    public bool IsDurable { get; private set; }

    public static SimulatedDirectory Create(bool isDurable) => new() { IsDurable = isDurable };

    public void MakeNameDurable() => IsDurable = true;

    public void Link(string name, SimulatedFile file) => Apply(new NameChange(name, file, null));

    public void Unlink(string name) => Apply(new NameChange(null, null, name));

    /// <summary>One change, of which both halves survive or neither: the names are in one directory.</summary>
    public void Rename(string from, string to) => Apply(new NameChange(to, Names[from], from));

    public void MakeDurable()
    {
        _durable = new Dictionary<string, SimulatedFile>(Names);
        _pending.Clear();
    }

    /// <summary>
    /// What a loss of power leaves: the durable names, and with luck some changes; a change never survives one that it
    /// builds upon.
    /// </summary>
    public SimulatedDirectory Survive(Random? luck, Func<SimulatedFile, SimulatedFile> survive)
    {
        var names = new Dictionary<string, SimulatedFile>(_durable);
        var lost = new HashSet<string>();
        foreach (var change in _pending)
        {
            if (luck is null || luck.Next(2) == 0 || change.Touched.Any(lost.Contains))
            {
                lost.UnionWith(change.Touched);
            }
            else
            {
                change.ApplyTo(names);
            }
        }

        var survivor = new SimulatedDirectory
        {
            Names = names.ToDictionary(pair => pair.Key, pair => survive(pair.Value)),
            IsDurable = true,
        };
        survivor.MakeDurable();
        return survivor;
    }

    private void Apply(NameChange change)
    {
        change.ApplyTo(Names);
        _pending.Add(change);
    }

    private sealed record NameChange(string? Linked, SimulatedFile? File, string? Unlinked)
    {
        public IEnumerable<string> Touched => new[] { Linked, Unlinked }.OfType<string>();

        public void ApplyTo(Dictionary<string, SimulatedFile> names)
        {
            if (Unlinked is not null)
            {
                names.Remove(Unlinked);
            }

            if (Linked is not null)
            {
                names[Linked] = File!;
            }
        }
    }
}
