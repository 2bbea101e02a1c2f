using Venn.Storage.Files;

namespace Venn.TestKit.Simulation;

/// <summary>
/// A disk in memory that fails on purpose. It keeps apart what programs see and what is on the platter: bytes not
/// flushed and names not synced are lost, or survive in part, when the power goes.
/// </summary>
/// <remarks>
/// <para>Harsher than any one real file system, so that code right here is right on all of them: a rename between two
/// directories can survive in one and not the other; bytes after a failed flush never become durable; a file may have
/// its length and not its bytes.</para>
/// <para><b>Threads</b>: safe.</para>
/// </remarks>
public sealed class FaultyFileSystem : IFileSystem
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SimulatedDirectory> _directories;
    private FaultPlan _plan = FaultPlan.None;
    private bool _isDown;
    private int _boot;

    public FaultyFileSystem()
        : this(new Dictionary<string, SimulatedDirectory> { ["/"] = SimulatedDirectory.Create(isDurable: true) })
    {
    }

    private FaultyFileSystem(Dictionary<string, SimulatedDirectory> directories) => _directories = directories;

    /// <summary>Operations since the last <see cref="Use"/>.</summary>
    public int OperationCount { get; private set; }

    /// <summary>The last operation begun.</summary>
    public FileOperation LastOperation { get; private set; }

    /// <summary>Takes up a plan, and counts operations from 1 again.</summary>
    public void Use(FaultPlan plan)
    {
        lock (_gate)
        {
            _plan = plan;
            OperationCount = 0;
        }
    }

    /// <summary>The power goes: the disk that is found afterwards. This one stays down.</summary>
    /// <param name="luck">Chooses what of the unflushed survives; null for the worst case, nothing of it.</param>
    public FaultyFileSystem Reboot(Random? luck = null)
    {
        lock (_gate)
        {
            _isDown = true;
            var files = new Dictionary<SimulatedFile, SimulatedFile>();
            var survivors = new Dictionary<string, SimulatedDirectory>();
            foreach (var (path, directory) in _directories.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                var parent = Path.GetDirectoryName(path);
                if ((parent is null || survivors.ContainsKey(parent)) && (directory.IsDurable || luck?.Next(2) == 1))
                {
                    survivors[path] = directory.Survive(luck, Survive);
                }
            }

            return new FaultyFileSystem(survivors);

            SimulatedFile Survive(SimulatedFile file)
            {
                if (!files.TryGetValue(file, out var survivor))
                {
                    files[file] = survivor = file.Survive(luck);
                }

                return survivor;
            }
        }
    }

    /// <summary>
    /// The process was killed and begins anew; the machine kept running, so nothing is lost, nor made durable.
    /// </summary>
    public void Restart()
    {
        lock (_gate)
        {
            _isDown = false;
            _plan = FaultPlan.None;
            _boot++;
        }
    }

    /// <summary>Damages a file in place: one byte inverted.</summary>
    public void Flip(string path, int offset)
    {
        lock (_gate)
        {
            Find(path).Flip(offset);
        }
    }

    /// <summary>Damages a file in place: cut short.</summary>
    public void Truncate(string path, int length)
    {
        lock (_gate)
        {
            Find(path).Truncate(length);
        }
    }

    public void CreateDirectory(string path) => Run(FileOperation.CreateDirectory, isDying =>
    {
        var at = path;
        while (!_directories.ContainsKey(at))
        {
            // Parents come first, each made durable before the next: dying leaves at most the last one in doubt.
            _directories[at] = SimulatedDirectory.Create(!isDying || at != path);
            at = Path.GetDirectoryName(at) ?? throw new ArgumentException($"The path {path} is not absolute.");
        }

        if (!isDying || at != path)
        {
            _directories[at].MakeNameDurable();
        }
    });

    public bool FileExists(string path) => Read(() => TryFind(path) is not null);

    public IReadOnlyList<string> ListFiles(string directory) => Read(() =>
        _directories.TryGetValue(directory, out var found)
            ? found.Names.Keys.Order(StringComparer.Ordinal).Select(name => Path.Combine(directory, name)).ToArray()
            : []);

    public IReadOnlyList<string> ListDirectories(string directory) => Read(() =>
        _directories.Keys
            .Where(path => Path.GetDirectoryName(path) == directory)
            .Order(StringComparer.Ordinal)
            .ToArray());

    public long GetSizeBytes(string path) => Read(() => Find(path).Length);

    public Stream OpenRead(string path) => Read(() => new MemoryStream(Find(path).Bytes.ToArray(), writable: false));

    public IMappedFile Map(string path) => Read(() => new SimulatedMap(Find(path).Bytes.ToArray()));

    public IWritableFile Create(string path)
    {
        var file = new SimulatedFile();
        Run(FileOperation.Create, _ =>
        {
            if (TryFind(path) is not null)
            {
                throw new IOException($"The file {path} exists.");
            }

            Parent(path).Link(Path.GetFileName(path), file);
        });
        return new FaultyWritableFile(this, file, _boot);
    }

    public void Rename(string source, string target) => Run(FileOperation.Rename, _ =>
    {
        var file = Find(source);
        var from = Parent(source);
        var to = Parent(target);
        if (from == to)
        {
            from.Rename(Path.GetFileName(source), Path.GetFileName(target));
            return;
        }

        to.Link(Path.GetFileName(target), file);
        from.Unlink(Path.GetFileName(source));
    });

    public void Delete(string path) => Run(FileOperation.Delete, _ =>
    {
        if (TryFind(path) is not null)
        {
            Parent(path).Unlink(Path.GetFileName(path));
        }
    });

    public void SyncDirectory(string path) => Run(FileOperation.SyncDirectory, isDying =>
    {
        var directory = FindDirectory(path);
        if (!isDying)
        {
            directory.MakeDurable();
        }
    });

    /// <summary>
    /// Counts an operation and lets it happen, or fail, or happen as the last thing before the machine dies.
    /// </summary>
    internal void Run(FileOperation operation, Action<bool> effect, Action? whenFailing = null, int? boot = null)
    {
        lock (_gate)
        {
            if (_isDown || (boot ?? _boot) != _boot)
            {
                throw new SimulatedCrashException();
            }

            OperationCount++;
            LastOperation = operation;
            if (_plan.FailsAt(OperationCount, operation))
            {
                whenFailing?.Invoke();
                throw new IOException($"The simulated disk is full ({operation}, operation {OperationCount}).");
            }

            var isDying = _plan.CrashesAt(OperationCount);
            effect(isDying);
            if (isDying)
            {
                _isDown = true;
                throw new SimulatedCrashException();
            }
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return _isDown ? throw new SimulatedCrashException() : read();
        }
    }

    private SimulatedDirectory Parent(string path) => FindDirectory(Path.GetDirectoryName(path) ?? path);

    private SimulatedDirectory FindDirectory(string path) => _directories.TryGetValue(path, out var directory)
        ? directory
        : throw new DirectoryNotFoundException($"There is no directory {path}.");

    private SimulatedFile? TryFind(string path) =>
        _directories.TryGetValue(Path.GetDirectoryName(path) ?? path, out var directory)
            ? directory.Names.GetValueOrDefault(Path.GetFileName(path))
            : null;

    private SimulatedFile Find(string path) =>
        TryFind(path) ?? throw new FileNotFoundException($"There is no file {path}.", path);

    private sealed class SimulatedMap(byte[] bytes) : IMappedFile
    {
        public ReadOnlyMemory<byte> Memory { get; } = bytes;

        public void Dispose()
        {
        }
    }
}
