// Contract of the surface, replaced file by file.
#pragma warning disable CS9113, CS0067, CS1591, CA1822, CA1816, IDE0161, IDE0060, CS1712, CS1573
namespace Kiln
{
    using Kiln.Data;
    public sealed record TensorInfo(string Name, IReadOnlyList<int> Shape, Type Element);
    public sealed record LayerInfo(string Name, string Kind, IReadOnlyList<int> OutputShape, long Parameters, long MultiplyAdds, int ReceptiveField, string Algorithm);
    public sealed record ParameterInfo(string Name, IReadOnlyList<int> Shape, IReadOnlyList<int> Permutation, int Offset, int Length, bool Frozen);
    public sealed class NetworkInfo
    {
        public string Name => ""; public IReadOnlyList<TensorInfo> Inputs => []; public IReadOnlyList<TensorInfo> Targets => []; public IReadOnlyList<TensorInfo> Outputs => [];
        public IReadOnlyList<LayerInfo> Layers => []; public IReadOnlyList<ParameterInfo> Parameters => [];
        public long ParameterCount => 0; public long MultiplyAdds => 0; public int ArenaBytes => 0; public int TrainingArenaBytes => 0;
    }
    /// <summary>One instance = one thread. Not IDisposable: arenas are pinned arrays.</summary>
    /// <summary>What generic code needs: Info, the four parameter blocks, version, step.</summary>
    public sealed class NetworkCore
    {
        public NetworkCore(NetworkInfo info, Kiln.Kernels.NetworkLayout layout, Kiln.Kernels.IGeneratedNetwork network, int maxBatch, int seed, int threads) { }
        public NetworkCore Share(Kiln.Kernels.IGeneratedNetwork network, int? maxBatch) => throw null!;
        public NetworkInfo Info => null!; public int MaxBatch => 0; public int Seed => 0; public long Version => 0; public long StepCount { get; set; }
        public ReadOnlySpan<float> Parameters => default; public Span<float> EditParameters() => default; public Span<float> Gradients => default; public Span<float> State => default;
        public void Publish() { }
        public void Execute(int program, int batch, ReadOnlySpan<byte> slot0 = default, ReadOnlySpan<byte> slot1 = default, ReadOnlySpan<byte> slot2 = default, ReadOnlySpan<byte> slot3 = default, ReadOnlySpan<byte> slot4 = default, ReadOnlySpan<byte> slot5 = default, ReadOnlySpan<byte> slot6 = default, ReadOnlySpan<byte> slot7 = default) { }
        public ref float Arena(int program) => throw null!; public ref float Packed(int program) => throw null!;
        public ref float ParameterBlock => throw null!; public ref float GradientBlock => throw null!; public ref float StateBlock => throw null!;
        public ref T Bound<T>(int slot) where T : unmanaged => throw null!; public bool IsBound(int slot) => false;
        public void Split(int segment, int items, int grain) { }
        public void Save(string path) { } public void Save(Stream stream) { }
        public LoadReport Load(string path, LoadOptions? options) => throw null!; public LoadReport Load(Stream stream, LoadOptions? options) => throw null!;
    }
    public interface INetwork
    {
        [System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)] NetworkCore Core => null!;   // abstract in the product, implemented explicitly
        int MaxBatch { get; }
        ReadOnlySpan<float> Parameters { get; }
        /// <summary>Writable view; marks packed weights stale (repacked by the next Forward).</summary>
        Span<float> EditParameters();
        void Save(string path); void Save(Stream stream);
        LoadReport Load(string path, LoadOptions? options = null); LoadReport Load(Stream stream, LoadOptions? options = null);
    }
    public interface INetwork<TSelf> : INetwork where TSelf : class, INetwork<TSelf>
    {
        static abstract NetworkInfo Info { get; }
        static abstract TSelf Create(int maxBatch = 1, int seed = 0, int threads = 0);
        TSelf Share(int? maxBatch = null);
        /// <summary>Untyped entry for generic code (trainers, pools, export).</summary>
        void Forward(Batch inputs, Batch outputs);
    }
    public interface ITrainable : INetwork { Span<float> Gradients { get; } }
    public interface ITrainable<TSelf> : INetwork<TSelf>, ITrainable where TSelf : class, ITrainable<TSelf>
    {
        float Evaluate(Batch samples, Batch? outputs = null);
        float ForwardBackward(Batch samples, float scale = 1, bool accumulate = false);
    }
    public sealed record LoadOptions { public string Prefix { get; init; } = ""; public string Into { get; init; } = ""; public bool AllowMissing { get; init; } public Func<string, string?>? Rename { get; init; } }
    public sealed record LoadReport(IReadOnlyList<string> Loaded, IReadOnlyList<string> Missing, IReadOnlyList<string> Unused);
    /// <summary>One tensor in PyTorch's shape and order over the kernels' own storage.</summary>
    public readonly ref struct ParameterView { public ReadOnlySpan<int> Shape => default; public float this[params ReadOnlySpan<int> index] => 0; public void CopyTo(Span<float> destination) { } public void CopyFrom(ReadOnlySpan<float> source) { } }
    public sealed class WeightsException(string message) : IOException(message);

    public sealed class NetworkPool<T>(T network, int size, int maxBatch = 1) where T : class, INetwork<T>
    {
        public Lease Rent() => default;
        public readonly struct Lease : IDisposable { public T Network => null!; public void Dispose() { } }
    }
    public static class NetworkExtensions
    {
        extension(INetwork network) { public ParameterView Parameter(string name) => default; }
        extension(ITrainable network) { public ParameterView Gradient(string name) => default; public float GradientNorm() => 0; public float ClipGradients(double maxNorm) => 0; }
    }
    /// <summary>x = Scale (q - ZeroPoint).</summary>
    public readonly record struct Quantization(float Scale, int ZeroPoint);
    public enum Calibration { MinMax, MovingAverage, Percentile, MeanSquaredError, Entropy }
    public sealed record QuantizeOptions { public Calibration Calibration { get; init; } public double Percentile { get; init; } = 99.99; public bool BiasCorrection { get; init; } public bool CrossLayerEqualization { get; init; } }
    public sealed class QuantizationReport { public IReadOnlyList<(string Layer, double SignalToNoise)> Layers => []; public void Save(string path) { } }
}
namespace Kiln
{
    public static class SpanExtensions
    {
        public static int ArgMax(this ReadOnlySpan<float> scores) => 0; public static int ArgMax(this Span<float> scores) => 0; public static int ArgMax(this ReadOnlySpan<sbyte> scores) => 0; public static int ArgMax(this Span<sbyte> scores) => 0;
        public static void Softmax(this Span<float> logits) { } public static int Sample(this Span<float> logits, Random random, double temperature = 1) => 0;
    }
}
