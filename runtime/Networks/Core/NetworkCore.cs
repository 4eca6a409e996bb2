using System.Globalization;
using System.ComponentModel;
using Kiln.Kernels;

namespace Kiln;

/// <summary>
/// The part of a generated network that is the same for all: memory blocks, publishing of weights, execution, files. Generated code and generic code
/// inside Kiln use it; users see it through <see cref="INetwork"/>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed partial class NetworkCore
{
    private readonly IGeneratedNetwork _network;
    private readonly SharedSample _sample;
    private readonly SharedWeights _weights;
    private readonly Workers _workers;
    private readonly AlignedBlock?[] _arenas;
    private readonly float[] _losses;
    private AlignedBlock? _gradients;
    private bool _poisoned;

    /// <summary>A network with weights of its own, filled with their initial values, and memory for inference.</summary>
    /// <param name="info">The description of the network.</param>
    /// <param name="layout">Sizes of its blocks and its tensors.</param>
    /// <param name="network">The generated code; called by Execute and Publish only, not from here.</param>
    /// <param name="maxBatch">Largest number of samples in one call.</param>
    /// <param name="seed">Seed of the initial values.</param>
    /// <param name="threads">0 = one for each processor, 1 = the calling thread only.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBatch"/> below 1, or <paramref name="threads"/> negative.</exception>
    public NetworkCore(NetworkInfo info, NetworkLayout layout, IGeneratedNetwork network, int maxBatch, int seed, int threads)
        : this(network, Positive(maxBatch), Workers.For(threads), new SharedWeights(info, Served(layout, info), seed))
    {
        _lastEdit = _weights.ParametersChanged();
    }

    /// <summary>The layout, unless its network calls kernels that this library does not have: then nothing that it computes could be trusted.</summary>
    private static NetworkLayout Served(NetworkLayout layout, NetworkInfo info) => layout.KernelVersion == NetworkLayout.ServedKernelVersion
        ? layout
        : throw new InvalidOperationException(string.Create(
            CultureInfo.InvariantCulture,
            $"{info.Name} was generated for version {layout.KernelVersion} of Kiln's kernels, but this Kiln.dll serves version "
            + $"{NetworkLayout.ServedKernelVersion}; build the project that declares the network with the version of the package that the program runs with."));

    private NetworkCore(IGeneratedNetwork network, int maxBatch, Workers workers, SharedWeights weights)
    {
        _network = network;
        _sample = new SharedSample(network);
        _weights = weights;
        _workers = workers;
        MaxBatch = maxBatch;
        int programs = weights.Layout.Programs.Count;
        _arenas = new AlignedBlock?[programs];
        _packed = new AlignedBlock?[programs];
        _packedVersions = new long[programs];
        _left = new LeftActivations[programs];
        _losses = new float[weights.Layout.LossTerms];
        _denominators = new double[weights.Layout.Weights.Count + 1];
        _ofGroup = new double[_denominators.Length];
        for (int program = 0; program < programs; program++)
        {
            if (weights.Layout.Programs[program] is { Training: false, Deferred: false }) _arenas[program] = NewArena(program);
        }

        weights.AddInstance();
    }

    /// <summary>The description of the network.</summary>
    public NetworkInfo Info => _weights.Info;

    /// <summary>Largest number of samples in one call.</summary>
    public int MaxBatch { get; }

    /// <summary>Seed of the initial values and of dropout.</summary>
    public int Seed => _weights.Seed;

    /// <summary>Threads that may compute a segment; worker indices are below it.</summary>
    public int Threads => _workers.Threads;

    /// <summary>Counts the edits of parameters and statistics by all instances; training moves statistics without an edit.</summary>
    public long Version => _weights.Version;

    /// <summary>Optimizer steps that these weights have seen; the same for all instances on them.</summary>
    public long StepCount
    {
        get => _weights.StepCount;
        set => _weights.StepCount = value;
    }

    /// <summary>Factor on the gradients of the next training program; set before Execute.</summary>
    public float Scale { get; set; } = 1;

    /// <summary>Whether the inputs of the next call of a network in integers are its own bytes, not what these mean; set before Execute.</summary>
    public bool IntegersIn { get; set; }

    /// <summary>Whether the outputs of the next call of a network in integers are its own bytes, not what these mean; set before Execute.</summary>
    public bool IntegersOut { get; set; }

    /// <summary>Whether the next training program adds to the gradients; set before Execute.</summary>
    public bool Accumulate { get; set; }

    /// <summary>The mean loss and its named terms as a program left them, followed by the means of their parts if there are several.</summary>
    public Span<float> Losses => _losses;

    /// <summary>The Parameters block, in the kernels' order with alignment gaps.</summary>
    public ReadOnlySpan<float> Parameters => _weights.Parameters.Span;

    /// <summary>The State block (running statistics).</summary>
    public ReadOnlySpan<float> State => _weights.State.Span;

    /// <summary>The Gradients block, laid out as Parameters; allocated at the first access or training call.</summary>
    public Span<float> Gradients => AllocatedGradients().Span;

    /// <summary>First float of the Parameters block.</summary>
    public ref float ParameterBlock => ref _weights.Parameters.First;

    /// <summary>First float of the Gradients block; within training programs.</summary>
    public ref float GradientBlock => ref _gradients!.First;

    /// <summary>First float of the State block.</summary>
    public ref float StateBlock => ref _weights.State.First;

    /// <summary>The first four bytes of the block with the named integers of a quantized network.</summary>
    public ref float ModelBlock => ref _weights.Model.First;

    internal StoredTensor[] Tensors => _weights.Tensors;

    /// <summary>The Parameters block, writable; call again for each edit, because the call marks packed weights as stale.</summary>
    public Span<float> EditParameters()
    {
        _lastEdit = _weights.ParametersChanged();
        return _weights.Parameters.Span;
    }

    /// <summary>The State block, writable; call again for each edit, because the call marks packed weights as stale.</summary>
    public Span<float> EditState()
    {
        // Training packs values derived from frozen statistics, so it must see the edit, too.
        _lastEdit = _weights.ParametersChanged();
        return _weights.State.Span;
    }

    /// <summary>First float of a program's arena: inference programs always have one, training programs from their first Execute on.</summary>
    public ref float Arena(int program) => ref _arenas[program]!.First;

    /// <summary>First float of a program's Packed block: what is read during Execute, what is written during Pack.</summary>
    public ref float Packed(int program) => ref _packed[program]!.First;

    /// <summary>The core of another instance on the same weights, with arenas and gradients of its own.</summary>
    /// <param name="network">The generated code of that instance.</param>
    /// <param name="maxBatch">Largest number of samples in one call; null = as this instance.</param>
    public NetworkCore Share(IGeneratedNetwork network, int? maxBatch)
    {
        // Shared instances never pack, so there must be something for them to read before the first one exists.
        if (IsStale) PublishNow();
        return new NetworkCore(network, Positive(maxBatch ?? MaxBatch), _workers, _weights);
    }

    /// <summary>Fills all arenas, also those allocated later, with NaN, to prove that no program reads what it has not written.</summary>
    internal void Poison()
    {
        _poisoned = true;
        foreach (AlignedBlock? arena in _arenas) arena?.Span.Fill(float.NaN);
    }

    /// <summary>The tensor of that name, or an error that lists similar names.</summary>
    internal StoredTensor Find(string name) =>
        FindOrDefault(name) ?? throw new ArgumentException(NearNames.Message(Info.Name, name, Tensors.Select(tensor => tensor.Name)), nameof(name));

    internal StoredTensor? FindOrDefault(string name) => _weights.Find(name);

    internal ReadOnlySpan<float> Storage(StoredTensor tensor) => _weights.Storage(tensor);

    internal Span<float> EditStorage(StoredTensor tensor) => tensor.In(tensor.IsState ? EditState() : EditParameters());

    private AlignedBlock AllocatedGradients() =>
        _gradients ??= new AlignedBlock(_weights.Layout.ParameterFloats, $"{Info.Name}: the block of gradients");

    /// <summary>Kernels may read this far past the last buffer of an arena, but never use what they read.</summary>
    private const int SlackFloats = 64;

    private AlignedBlock NewArena(int program)
    {
        ProgramLayout plan = _weights.Layout.Programs[program];
        AlignedBlock arena = new(
            plan.Arena.Floats(MaxBatch, Threads) + SlackFloats, $"{Info.Name}: the arena of {plan.Name} at maxBatch {MaxBatch} with {Threads} threads");
        if (_poisoned) arena.Span.Fill(float.NaN);
        return arena;
    }

    private static int Positive(int maxBatch) =>
        maxBatch >= 1 ? maxBatch : throw new ArgumentOutOfRangeException(nameof(maxBatch), maxBatch, "maxBatch must be at least 1.");
}
