namespace Kiln;

/// <summary>The Packed blocks of all inference programs as they follow from one revision of the weights, and the number of calls that read them.</summary>
internal sealed class PackedSnapshot
{
    /// <summary>Revision of a snapshot that is being written, older than any other.</summary>
    public const long Unwritten = -1;

    private readonly AlignedBlock?[] _blocks;
    private long _revision = Unwritten;
    private int _readers;

    public PackedSnapshot(NetworkInfo info, Kernels.NetworkLayout layout)
    {
        _blocks = new AlignedBlock?[layout.Programs.Count];
        for (int program = 0; program < _blocks.Length; program++)
        {
            Kernels.ProgramLayout plan = layout.Programs[program];
            if (!plan.Training) _blocks[program] = new AlignedBlock(plan.PackedFloats, $"{info.Name}: the packed weights of {plan.Name}");
        }
    }

    /// <summary>One block for each program; null for training programs, whose blocks are private to an instance.</summary>
    public ReadOnlySpan<AlignedBlock?> Blocks => _blocks;

    public long Revision
    {
        get => Volatile.Read(ref _revision);
        set => Volatile.Write(ref _revision, value);
    }

    public bool HasReaders => Volatile.Read(ref _readers) != 0;

    public void CountIn() => Interlocked.Increment(ref _readers);

    public void CountOut() => Interlocked.Decrement(ref _readers);
}
