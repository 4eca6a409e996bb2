using Kiln.Kernels;

namespace Kiln;

/// <summary>What instances on the same weights share: Parameters, State, and the published snapshots that inference reads.</summary>
/// <remarks>
/// <para><b>Publishing.</b> A publisher packs into a snapshot that nobody reads and makes it current by one reference swap.
/// A reader counts itself in on the current snapshot and looks again: if another one has become current it counts itself out and
/// retries. Count-in and swap are full fences, so either the reader sees the swap or the publisher sees the reader; no one reads
/// a snapshot while it is written.</para>
/// <para><b>Two counters.</b> Version counts edits of Parameters (training programs repack after it). Revision counts these and changes of State
/// (BatchNorm folds running statistics into inference weights).</para>
/// </remarks>
internal sealed class SharedWeights
{
    private readonly Lock _publishing = new();
    private readonly List<PackedSnapshot> _snapshots = [];
    private readonly Dictionary<string, StoredTensor> _byName;
    private PackedSnapshot? _current;
    private long _version;
    private long _revision;
    private long _stepCount;
    private int _instances;
    private bool _hasNumbers;

    public SharedWeights(NetworkInfo info, NetworkLayout layout, int seed)
    {
        Info = info;
        Layout = layout;
        Seed = seed;
        Parameters = new AlignedBlock(layout.ParameterFloats, $"{info.Name}: the block of parameters");
        State = new AlignedBlock(layout.StateFloats, $"{info.Name}: the block of running statistics");
        Model = new AlignedBlock((layout.ModelBytes + sizeof(float) - 1) / sizeof(float), $"{info.Name}: the block of integers");
        ModelIndex = layout.Quantization is { } quantization ? new ModelIndex(quantization) : null;
        Tensors = layout.Tensors.Map(spec => new StoredTensor(spec));
        _byName = Tensors.ByName(tensor => tensor.Name);
        foreach (StoredTensor tensor in Tensors) InitialValues.Fill(seed, tensor, Storage(tensor));
    }

    public NetworkInfo Info { get; }

    public NetworkLayout Layout { get; }

    public int Seed { get; }

    public AlignedBlock Parameters { get; }

    public AlignedBlock State { get; }

    /// <summary>The named integers of a quantized network.</summary>
    public AlignedBlock Model { get; }

    /// <summary>Finds the named integers; null for a network in floats.</summary>
    public ModelIndex? ModelIndex { get; }

    /// <summary>Whether the named integers were ever written: a quantized network starts without any.</summary>
    public bool HasNumbers
    {
        get => Volatile.Read(ref _hasNumbers);
        set => Volatile.Write(ref _hasNumbers, value);
    }

    /// <summary>Tensors of Parameters and State in the order of declaration, which is the order of files.</summary>
    public StoredTensor[] Tensors { get; }

    public long Version => Volatile.Read(ref _version);

    public long StepCount
    {
        get => Volatile.Read(ref _stepCount);
        set => Volatile.Write(ref _stepCount, value);
    }

    /// <summary>Whether more than one instance was ever made on these weights.</summary>
    public bool AreShared => Volatile.Read(ref _instances) > 1;

    /// <summary>Revision of the snapshot that readers get; <see cref="PackedSnapshot.Unwritten"/> before the first.</summary>
    public long PublishedRevision => Volatile.Read(ref _current)?.Revision ?? PackedSnapshot.Unwritten;

    public void AddInstance() => Interlocked.Increment(ref _instances);

    /// <summary>Notes an edit of Parameters and returns the new revision.</summary>
    public long ParametersChanged()
    {
        Interlocked.Increment(ref _version);
        return StateChanged();
    }

    /// <summary>Notes an edit of State and returns the new revision.</summary>
    public long StateChanged() => Interlocked.Increment(ref _revision);

    public StoredTensor? Find(string name) => _byName.GetValueOrDefault(name);

    public Span<float> Storage(StoredTensor tensor) => tensor.In((tensor.IsState ? State : Parameters).Span);

    /// <summary>Has <paramref name="publisher"/> pack the weights and gives the result to readers from now on.</summary>
    public void Publish(NetworkCore publisher)
    {
        lock (_publishing)
        {
            long revision = Volatile.Read(ref _revision);
            // A lone instance is its own only reader, and it is here: it needs no second buffer.
            PackedSnapshot target = AreShared ? Spare() : _current ?? NewSnapshot();
            target.Revision = PackedSnapshot.Unwritten;
            publisher.PackInto(target);
            target.Revision = revision;
            Interlocked.Exchange(ref _current, target);
        }
    }

    /// <summary>The current snapshot, counted in; give it back with <see cref="PackedSnapshot.CountOut"/>.</summary>
    public PackedSnapshot Acquire()
    {
        while (true)
        {
            PackedSnapshot snapshot = Volatile.Read(ref _current)!;
            snapshot.CountIn();
            if (ReferenceEquals(snapshot, Volatile.Read(ref _current))) return snapshot;
            snapshot.CountOut();
        }
    }

    private PackedSnapshot Spare()
    {
        foreach (PackedSnapshot snapshot in _snapshots)
        {
            if (!ReferenceEquals(snapshot, _current) && !snapshot.HasReaders) return snapshot;
        }

        return NewSnapshot();
    }

    private PackedSnapshot NewSnapshot()
    {
        PackedSnapshot snapshot = new(Info, Layout);
        _snapshots.Add(snapshot);
        return snapshot;
    }
}
