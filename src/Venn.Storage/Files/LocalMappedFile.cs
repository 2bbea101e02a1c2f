using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace Venn.Storage.Files;

/// <summary>
/// A file mapped by the operating system: pages come in as they are touched, and go when memory is short.
/// </summary>
internal sealed class LocalMappedFile : IMappedFile
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly PointerMemory? _memory;

    public LocalMappedFile(string path)
    {
        var size = new FileInfo(path).Length;
        if (size > int.MaxValue)
        {
            throw new IOException($"The file {path} has {size} bytes; at most {int.MaxValue} can be mapped.");
        }

        // The system refuses to map nothing.
        if (size == 0)
        {
            return;
        }

        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, size, MemoryMappedFileAccess.Read);
        _memory = new PointerMemory(_view, (int)size);
    }

    public ReadOnlyMemory<byte> Memory => _memory is null ? default : _memory.Memory;

    public void Dispose()
    {
        ((IDisposable?)_memory)?.Dispose();
        _view?.Dispose();
        _file?.Dispose();
    }

    /// <summary>
    /// Memory over the view; a span asked for after disposal throws instead of reading what is not mapped.
    /// </summary>
    private sealed unsafe class PointerMemory : MemoryManager<byte>
    {
        private readonly MemoryMappedViewAccessor _view;
        private readonly int _length;
        private byte* _pointer;

        public PointerMemory(MemoryMappedViewAccessor view, int length)
        {
            _view = view;
            _length = length;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref _pointer);
            _pointer += view.PointerOffset;
        }

        public override Span<byte> GetSpan()
        {
            ObjectDisposedException.ThrowIf(_pointer is null, typeof(IMappedFile));
            return new Span<byte>(_pointer, _length);
        }

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            ObjectDisposedException.ThrowIf(_pointer is null, typeof(IMappedFile));
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length, nameof(elementIndex));
            return new MemoryHandle(_pointer + elementIndex);
        }

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
            if (_pointer is not null)
            {
                _pointer = null;
                _view.SafeMemoryMappedViewHandle.ReleasePointer();
            }
        }
    }
}
