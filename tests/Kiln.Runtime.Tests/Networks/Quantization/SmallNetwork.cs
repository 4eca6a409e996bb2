using Kiln.Data;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>
/// Two dense layers with a ReLU between them, a sum with the first layer's result, and a softmax: enough to run a quantized network from its stored integers
/// and compare it with the one in floats.
/// </summary>
internal sealed class SmallNetwork
{
    public const int Inputs = 6, Hidden = 8;

    private readonly float[] _weights;
    private readonly int _secondWeights = Hidden * Inputs + Hidden;

    public SmallNetwork(int seed = 1, int maxBatch = 4, bool isFull = false)
    {
        Random random = new(seed);
        _weights = new float[_secondWeights + Hidden * Hidden + Hidden];
        for (int i = 0; i < _weights.Length; i++) _weights[i] = (float)(random.NextDouble() * 2 - 1) / 2;

        LayoutBuilder builder = new();
        int input = builder.Value("input", Inputs, Inputs, isInput: true);
        int hidden = builder.Value("dense1", Hidden, Hidden, low: 0), second = builder.Value("dense2", Hidden, Hidden), sum = builder.Value("add1", Hidden);
        int answer = builder.Scale(new QuantizedScale("softmax1") { Scale = 1.0 / 256, ZeroPoint = -128 });
        builder.Dense("dense1", input, hidden, 0, Hidden, Inputs, layer => layer with { Low = 0, InputValue = 0, IsFull = isFull });
        builder.Dense("dense2", hidden, second, _secondWeights, Hidden, Hidden, layer => layer with { InputValue = 1, IsFull = isFull });
        builder.Layer(new QuantizedAdd("add1", hidden, second, sum, Subtracts: false));
        builder.Layer(new QuantizedSoftmax("softmax1", sum, answer, Hidden));
        builder.Outputs.Add(answer);
        Layout = builder.Build(_weights.Length);
        Float = new ObservedNetwork(Inputs, _weights, x => [.. x, .. Observed(x)], maxBatch);
        Integers = new IntegerNetwork(Layout, builder.ModelBytes);
        ModelBytes = builder.ModelBytes;
    }

    public QuantizationLayout Layout { get; }

    public int ModelBytes { get; }

    public ObservedNetwork Float { get; }

    public IntegerNetwork Integers { get; }

    public static IDataset Samples(int count, int seed = 2)
    {
        Random random = new(seed);
        float[] values = new float[count * Inputs];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(random.NextDouble() * 3 - 1);
        return Dataset.Of(count, values, new int[count]);
    }

    public QuantizationReport Quantize(QuantizeOptions? options = null, int samples = 64) =>
        Quantizer.Run(Float, Integers.Core, Layout, Samples(samples), options);

    /// <summary>The sum before the softmax in floats.</summary>
    public float[] Sum(float[] x) => Observed(x)[^Hidden..];

    /// <summary>The same from the stored integers alone, as real numbers.</summary>
    public double[] SumOfIntegers(float[] x)
    {
        Quantization[] scales = [.. Enumerable.Range(0, Layout.Scales.Count).Select(Integers.Core.QuantizationOf)];
        int[] input = [.. x.Select(value => (int)scales[0].Quantize(value))];
        int[] hidden = Dense("dense1", input, scales[1].ZeroPoint), second = Dense("dense2", hidden, scales[2].ZeroPoint);
        int[] constants = Integers.Read<int>("add1.constants");
        return [.. hidden.Select((value, i) => scales[3].Real(Add(value, second[i])))];

        int Add(int first, int other) => Math.Clamp(checked(first * constants[0] + other * constants[1] + constants[2]) >> constants[3], -128, 127);
    }

    private int[] Dense(string layer, int[] x, int zeroPoint)
    {
        sbyte[] weight = Integers.Read<sbyte>(layer + ".weight"), clamp = Integers.Read<sbyte>(layer + ".clamp");
        int[] bias = Integers.Read<int>(layer + ".bias"), multiplier = Integers.Read<int>(layer + ".multiplier");
        byte[] shift = Integers.Read<byte>(layer + ".shift");
        int[] y = new int[bias.Length];
        for (int channel = 0; channel < y.Length; channel++)
        {
            int accumulator = bias[channel];
            for (int i = 0; i < x.Length; i++) accumulator += weight[channel * x.Length + i] * x[i];
            y[channel] = IntegerArithmetic.Requantize(accumulator, multiplier[channel], shift[channel], zeroPoint, clamp[0], clamp[1]);
        }

        return y;
    }

    private float[] Observed(float[] x)
    {
        float[] hidden = [.. Dense(x, 0, Inputs).Select(value => Math.Max(value, 0))], second = Dense(hidden, _secondWeights, Hidden);
        return [.. hidden, .. second, .. hidden.Zip(second, (one, other) => one + other)];
    }

    private float[] Dense(float[] x, int at, int inputs) =>
    [
        .. Enumerable.Range(0, Hidden).Select(
            channel => _weights[at + Hidden * inputs + channel] + Enumerable.Range(0, inputs).Sum(i => _weights[at + channel * inputs + i] * x[i])),
    ];
}
