using Kiln.Data;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Training;

/// <summary>
/// Softmax regression in plain loops with everything a trainer must keep in step: a transposed weight, a bias, a frozen scale, running
/// statistics that inference subtracts, and dropout of features keyed by the step.
/// </summary>
internal sealed class TinyClassifier : ITrainable<TinyClassifier>, IGeneratedNetwork
{
    public const int Features = 3, Classes = 4;
    public const double DropProbability = 0.25;

    private const int Weight = 0, Scale = 32;

    internal const int Bias = 16;

    private static readonly ParameterInfo[] Tensors =
    [
        new("dense1.weight", [Classes, Features], [1, 0], Weight, Classes * Features, Frozen: false),
        new("dense1.bias", [Classes], [0], Bias, Classes, Frozen: false),
        new("scale", [1], [0], Scale, 1, Frozen: true),
    ];

    private static readonly ParameterInfo RunningMean = new("center1.running_mean", [Features], [0], Offset: 0, Length: Features, Frozen: false);

    private static readonly NetworkLayout Layout = new(
        ParameterFloats: 48,
        StateFloats: 16,
        Programs: [],
        [
            new(Tensors[0], InitialKind.Uniform, 0.5), new(Tensors[1], InitialKind.Constant, 0), new(Tensors[2], InitialKind.Constant, 1),
            new(RunningMean, InitialKind.Constant, 0, State: true),
        ]);

    private readonly float[] _row = new float[Features];
    private readonly float[] _scores = new float[Classes];

    public TinyClassifier(int maxBatch = 1, int seed = 0) => Core = new NetworkCore(Info, Layout, this, maxBatch, seed, threads: 1);

    private TinyClassifier(TinyClassifier other, int? maxBatch) => Core = other.Core.Share(this, maxBatch);

    public static NetworkInfo Info { get; } = new()
    {
        Name = nameof(TinyClassifier),
        Inputs = [new("features", [Features], typeof(float))],
        Targets = [new("label", [], typeof(int))],
        Outputs = [new("scores", [Classes], typeof(float))],
        Predictions = [new("scores", "label", PredictionKind.Classes, Classes)],
        Layers = [],
        Parameters = Tensors,
        ParameterCount = 17,
        MultiplyAdds = 12,
        ArenaBytes = 0,
    };

    /// <summary>Off: the loss of a batch depends on its samples only.</summary>
    public bool HasDropout { get; set; } = true;

    /// <summary>The factor of the bias's gradient; anything but 1 is wrong.</summary>
    public float BiasGradientFactor { get; set; } = 1;

    /// <summary>Called before each training batch.</summary>
    public Action? BeforeBatch { get; set; }

    /// <summary>Called after each training batch.</summary>
    public Action? AfterBatch { get; set; }

    public NetworkCore Core { get; }

    public int MaxBatch => Core.MaxBatch;

    public ReadOnlySpan<float> Parameters => Core.Parameters;

    public Span<float> Gradients => Core.Gradients;

    public static TinyClassifier Create(int maxBatch = 1, int seed = 0, int threads = 0) => new(maxBatch, seed);

    public TinyClassifier Share(int? maxBatch = null) => new(this, maxBatch);

    public Span<float> EditParameters() => Core.EditParameters();

    public void Save(string path) => Core.Save(path);

    public void Save(Stream stream) => Core.Save(stream);

    public LoadReport Load(string path, LoadOptions? options = null) => Core.Load(path, options);

    public LoadReport Load(Stream stream, LoadOptions? options = null) => Core.Load(stream, options);

    public void Forward(Batch inputs, Batch outputs)
    {
        ReadOnlySpan<float> features = inputs.Read<float>(0);
        Span<float> scores = outputs.Write<float>(0);
        for (int sample = 0; sample < inputs.Count; sample++)
        {
            for (int feature = 0; feature < Features; feature++) _row[feature] = features[sample * Features + feature] - Core.State[feature];
            Score();
            _scores.CopyTo(scores[(sample * Classes)..]);
        }
    }

    public float Evaluate(Batch samples, Batch? outputs = null)
    {
        ReadOnlySpan<float> features = samples.Read<float>(0);
        ReadOnlySpan<int> labels = samples.Read<int>(1);
        float sum = 0;
        for (int sample = 0; sample < samples.Count; sample++)
        {
            for (int feature = 0; feature < Features; feature++) _row[feature] = features[sample * Features + feature] - Core.State[feature];
            Score();
            if (outputs is not null) _scores.CopyTo(outputs.Write<float>(0)[(sample * Classes)..]);
            sum += ToProbabilityErrors(labels[sample]);
        }

        return sum / samples.Count;
    }

    public float ForwardBackward(Batch samples, float scale = 1, bool accumulate = false)
    {
        BeforeBatch?.Invoke();
        Core.BeginCall();
        Span<float> gradients = Gradients;
        if (!accumulate) gradients.Clear();
        Span<float> mean = Core.EditState();
        ReadOnlySpan<float> features = samples.Read<float>(0);
        ReadOnlySpan<int> labels = samples.Read<int>(1);
        float sum = 0;
        for (int sample = 0; sample < samples.Count; sample++)
        {
            Philox random = new(Core.Seed, "dropout", "dropout1", Core.Step, sample);
            for (int feature = 0; feature < Features; feature++)
            {
                float value = features[sample * Features + feature];
                mean[feature] = 0.99f * mean[feature] + 0.01f * value;
                _row[feature] = !HasDropout ? value : random.NextSingle() < DropProbability ? 0 : value / (float)(1 - DropProbability);
            }

            Score();
            sum += ToProbabilityErrors(labels[sample]);
            float factor = scale / samples.Count;
            for (int output = 0; output < Classes; output++)
            {
                gradients[Bias + output] += BiasGradientFactor * factor * _scores[output];
                for (int feature = 0; feature < Features; feature++)
                    gradients[Weight + feature * Classes + output] += factor * _scores[output] * _row[feature] * Parameters[Scale];
            }
        }

        Core.EndCall();
        AfterBatch?.Invoke();
        return sum / samples.Count;
    }

    void IGeneratedNetwork.Execute(int program, int batch) => throw new NotSupportedException();

    void IGeneratedNetwork.Pack(int program) => throw new NotSupportedException();

    void IParallelWork.Run(int segment, int worker, int first, int last) => throw new NotSupportedException();

    private void Score()
    {
        for (int output = 0; output < Classes; output++)
        {
            float score = Parameters[Bias + output];
            for (int feature = 0; feature < Features; feature++) score += Parameters[Scale] * Parameters[Weight + feature * Classes + output] * _row[feature];
            _scores[output] = score;
        }
    }

    /// <summary>Turns scores into softmax - one-hot, the gradient of the cross-entropy, and returns the cross-entropy.</summary>
    private float ToProbabilityErrors(int label)
    {
        float highest = _scores.Max(), sum = 0, own = _scores[label];
        foreach (float score in _scores) sum += MathF.Exp(score - highest);
        for (int output = 0; output < Classes; output++) _scores[output] = MathF.Exp(_scores[output] - highest) / sum - (output == label ? 1 : 0);
        return MathF.Log(sum) + highest - own;
    }
}
