using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Kiln.Data;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>What the generator would write for Dense(3) on five inputs with a running statistic, by hand: y = W x + b.</summary>
internal sealed class FakeNetwork : ITrainable<FakeNetwork>, IGeneratedNetwork
{
    public const int Inputs = 5, Outputs = 3;
    public const int InferProgram = 0, TrainProgram = 1;
    public const string Weight = "dense1.weight", Bias = "dense1.bias", Kernel = "conv2d1.weight", Frozen = "scale1.weight", Mean = "batchnorm1.running_mean";

    private const int PackedFloats = 32, BiasOffset = 16, KernelOffset = 32, FrozenOffset = 48, ParameterFloats = 64;

    private static readonly NetworkLayout Layout = new(
        ParameterFloats,
        StateFloats: 16,
        [
            new ProgramLayout("Infer", Training: false, new ArenaSize(16, 16, 16), PackedFloats),
            new ProgramLayout("Train", Training: true, new ArenaSize(32, 16, 16), PackedFloats),
        ],
        [
            new TensorSpec(new ParameterInfo(Weight, [Outputs, Inputs], [1, 0], 0, Outputs * Inputs, Frozen: false), InitialKind.Normal, 0.5),
            new TensorSpec(new ParameterInfo(Bias, [Outputs], [0], BiasOffset, Outputs, Frozen: false), InitialKind.Constant, 0.25),
            new TensorSpec(new ParameterInfo(Kernel, [2, 3, 1, 2], [2, 3, 1, 0], KernelOffset, 12, Frozen: false), InitialKind.Uniform, 0.75),
            new TensorSpec(new ParameterInfo(Frozen, [4], [0], FrozenOffset, 4, Frozen: true), InitialKind.Constant, 1),
            new TensorSpec(new ParameterInfo(Mean, [Outputs], [0], 0, Outputs, Frozen: false), InitialKind.Constant, 0, State: true),
        ],
        LossTerms: 2);

    private readonly NetworkCore _core;

    public FakeNetwork(int maxBatch = 1, int seed = 0, int threads = 1) => _core = new NetworkCore(Info, Layout, this, maxBatch, seed, threads);

    private FakeNetwork(FakeNetwork owner, int? maxBatch) => _core = owner._core.Share(this, maxBatch);

    public static NetworkInfo Info { get; } = new()
    {
        Name = "Fake",
        Inputs = [new TensorInfo("input", [Inputs], typeof(float))],
        Targets = [new TensorInfo("label", [], typeof(int))],
        Outputs = [new TensorInfo("output", [Outputs], typeof(float))],
        Layers = [new LayerInfo("dense1", "Dense", [Outputs], 18, 15_000, 1_000, 192, 0, "GEMM"), new LayerInfo("relu1", "ReLU", [Outputs], 0, 0, 0, 0, 0, "fused")],
        Parameters = [.. Layout.Tensors.Where(tensor => !tensor.State).Select(tensor => tensor.Info)],
        ParameterCount = 18,
        MultiplyAdds = 15_000,
        ArenaBytes = 192,
        TrainingArenaBytes = 1256,
    };

    /// <summary>Times that each program was packed by this instance.</summary>
    public int[] Packs { get; } = new int[2];

    /// <summary>Runs in place of the inference program, where set.</summary>
    public Action<FakeNetwork>? DuringInference { get; set; }

    /// <summary>Runs in the middle of packing, where set.</summary>
    public Action? DuringPacking { get; set; }

    /// <summary>Runs on each thread that computes a part of inference, where set.</summary>
    public Action? DuringWork { get; set; }

    public NetworkCore Core => _core;

    public int MaxBatch => _core.MaxBatch;

    public ReadOnlySpan<float> Parameters => _core.Parameters;

    public Span<float> Gradients => _core.Gradients;

    public static FakeNetwork Create(int maxBatch = 1, int seed = 0, int threads = 0) => new(maxBatch, seed, threads);

    public FakeNetwork Share(int? maxBatch = null) => new(this, maxBatch);

    public Span<float> EditParameters() => _core.EditParameters();

    public void Save(string path) => _core.Save(path);

    public void Save(Stream stream) => _core.Save(stream);

    public LoadReport Load(string path, LoadOptions? options = null) => _core.Load(path, options);

    public LoadReport Load(Stream stream, LoadOptions? options = null) => _core.Load(stream, options);

    public void Forward(Batch inputs, Batch outputs) => Forward(inputs.Read<float>(0), outputs.Write<float>(0));

    public float Evaluate(Batch samples, Batch? outputs = null) => 0;

    public float ForwardBackward(Batch samples, float scale = 1, bool accumulate = false) => ForwardBackward(samples.Read<float>(0), scale, accumulate);

    public void Forward(ReadOnlySpan<float> input, Span<float> output)
    {
        int batch = _core.BatchOf(input.Length, Inputs, nameof(input));
        _core.RequireLength(output.Length, batch, Outputs, nameof(output));
        _core.Execute(InferProgram, batch, MemoryMarshal.AsBytes(input), MemoryMarshal.AsBytes(output));
    }

    /// <summary>A made-up loss: every gradient is the scale; the running mean counts the calls.</summary>
    public float ForwardBackward(ReadOnlySpan<float> input, float scale = 1, bool accumulate = false)
    {
        _core.Scale = scale;
        _core.Accumulate = accumulate;
        _core.Execute(TrainProgram, _core.BatchOf(input.Length, Inputs, nameof(input)), MemoryMarshal.AsBytes(input));
        return _core.Losses[0];
    }

    void IGeneratedNetwork.Pack(int program)
    {
        Packs[program]++;
        ref float packed = ref _core.Packed(program);
        for (int i = 0; i < PackedFloats; i++)
        {
            if (i == PackedFloats / 2) DuringPacking?.Invoke();
            Unsafe.Add(ref packed, i) = Unsafe.Add(ref _core.ParameterBlock, i);
        }

        // The running mean is folded into the bias, as BatchNorm would be.
        if (program != InferProgram) return;
        for (int i = 0; i < Outputs; i++) Unsafe.Add(ref packed, BiasOffset + i) += Unsafe.Add(ref _core.StateBlock, i);
    }

    void IGeneratedNetwork.Execute(int program, int batch)
    {
        if (program == TrainProgram) Train();
        else if (DuringInference is { } action) action(this);
        else _core.Split(InferProgram, batch, long.MaxValue);
    }

    void IParallelWork.Run(int segment, int worker, int first, int last)
    {
        DuringWork?.Invoke();
        ref float packed = ref _core.Packed(InferProgram);
        for (int sample = first; sample < last; sample++)
        {
            for (int n = 0; n < Outputs; n++)
            {
                float sum = Unsafe.Add(ref packed, BiasOffset + n);
                for (int k = 0; k < Inputs; k++) sum += Unsafe.Add(ref packed, k * Outputs + n) * Unsafe.Add(ref _core.Bound<float>(0), sample * Inputs + k);
                Unsafe.Add(ref _core.Bound<float>(1), sample * Outputs + n) = sum;
            }
        }
    }

    private void Train()
    {
        _core.Losses[0] = _core.Packed(TrainProgram);
        for (int i = 0; i < FrozenOffset; i++)
        {
            bool gap = i == 15 || i is > 18 and < 32 || i >= 44;
            if (!gap) Unsafe.Add(ref _core.GradientBlock, i) = _core.Scale + (_core.Accumulate ? Unsafe.Add(ref _core.GradientBlock, i) : 0);
        }

        for (int i = 0; i < Outputs; i++) Unsafe.Add(ref _core.StateBlock, i)++;
    }
}
