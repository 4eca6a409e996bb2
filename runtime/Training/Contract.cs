// Contract of the surface, replaced file by file.
#pragma warning disable CS9113, CS0067, CS1591, CA1822, CA1816, IDE0161, IDE0060, CS1712, CS1573
namespace Kiln.Training
{
    using Kiln.Data;
    public abstract class Schedule
    {
        public abstract double At(long step);
        public static implicit operator Schedule(double constant) => null!;
        public static Schedule Cosine(double peak, long steps, long warmup = 0, double floor = 0) => null!;
        public static Schedule StepDecay(double initial, long every, double factor) => null!;
        public static Schedule OneCycle(double peak, long steps) => null!;
        public static Schedule From(Func<long, double> rate) => null!;
    }
    public abstract class Optimizer(Schedule rate)
    {
        public Schedule Rate { get; set; } = rate;  public long StepCount { get; set; }
        /// <summary>Applies the network's gradients; binds to that network on first use.</summary>
        public void Step(ITrainable network) { }
        protected abstract int StatesPerParameter { get; }
        protected abstract void Update(ParameterInfo group, double rate, long step, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state);
        public void Save(Stream stream) { } public void Load(Stream stream) { }
    }
    public sealed class SGD(Schedule rate, double momentum = 0, bool nesterov = false, double weightDecay = 0) : Optimizer(rate) { protected override int StatesPerParameter => 1; protected override void Update(ParameterInfo g, double r, long s, Span<float> p, ReadOnlySpan<float> d, Span<float> st) { } }
    public sealed class Adam(Schedule rate, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) : Optimizer(rate) { protected override int StatesPerParameter => 2; protected override void Update(ParameterInfo g, double r, long s, Span<float> p, ReadOnlySpan<float> d, Span<float> st) { } }
    public sealed class AdamW(Schedule rate, double weightDecay = 0.01, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, bool decayVectors = false) : Optimizer(rate) { protected override int StatesPerParameter => 2; protected override void Update(ParameterInfo g, double r, long s, Span<float> p, ReadOnlySpan<float> d, Span<float> st) { } }

    public abstract record Metric(string Name) { public static Metric Accuracy { get; } = null!; public static Metric TopK(int k) => null!; public static Metric MeanAbsoluteError { get; } = null!; }
    public sealed record Epoch(int Number, double Loss, double? ValidationLoss, IReadOnlyDictionary<string, double> Metrics, TimeSpan Elapsed, double SamplesPerSecond);
    public readonly record struct TrainingStep(long Number, int Epoch, double Loss, double Rate, double GradientNorm);
    public sealed record Evaluation(double Loss, IReadOnlyDictionary<string, double> Metrics);
    public sealed record TrainerOptions
    {
        public int? BatchSize { get; init; } public int Seed { get; init; } public int Threads { get; init; } public double ClipNorm { get; init; } = double.PositiveInfinity; public int AccumulateSteps { get; init; } = 1;
        public IReadOnlyList<Metric> Metrics { get; init; } = []; public int? Patience { get; init; } public string? BestPath { get; init; } public Action<TrainingStep>? OnStep { get; init; }
    }
    public sealed class Trainer<TNetwork>(TNetwork network, Optimizer optimizer, TrainerOptions? options = null) where TNetwork : class, ITrainable<TNetwork>
    {
        public TNetwork Network => network; public TrainerOptions Options => options!;
        /// <summary>Runs to the end (eager).</summary>
        public IReadOnlyList<Epoch> Fit(IDataset train, IDataset? validation = null, int epochs = 1, Action<Epoch>? report = null, CancellationToken cancellationToken = default) => [];
        /// <summary>Lazy: each epoch runs as it is enumerated.</summary>
        public IEnumerable<Epoch> Epochs(IDataset train, IDataset? validation = null, int epochs = int.MaxValue) => [];
        public Evaluation Evaluate(IDataset data, CancellationToken cancellationToken = default) => null!;
        public void SaveCheckpoint(string path) { } public void LoadCheckpoint(string path) { }
    }
    public static class GradientCheck { public static void Verify<T>(T network, IDataset samples, double tolerance = 1e-2) where T : class, ITrainable<T> { } }
}
namespace Kiln.Training
{
    public static class Trainer { public static Trainer<T> For<T>(T network, Optimizer optimizer, TrainerOptions? options = null) where T : class, ITrainable<T> => new(network, optimizer, options); }
}
