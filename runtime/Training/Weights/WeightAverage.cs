using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Kiln.Training;

/// <summary>
/// An exponential moving average of a network's weights and running statistics: a += (1 - decay)(w - a) after each step, beginning with the first w itself.
/// It often generalizes better than the last weights. Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging" (1992), in the
/// exponential form of Tarvainen and Valpola, "Mean teachers are better role models" (2017), equation 1. A <see cref="Trainer{TNetwork}"/> keeps one if
/// <see cref="TrainerOptions.AverageDecay"/> is set; a loop of your own calls <see cref="Update"/> after each step of its optimizer.
/// </summary>
/// <example><code>
/// var average = new WeightAverage(net, decay: 0.999);
/// // after each step:
/// average.Update();
/// // to evaluate with the average, and go on training without it:
/// using (average.SwapIn()) net.Forward(inputs, outputs);
/// </code></example>
public sealed class WeightAverage
{
    private const string CountKey = "average.count";

    private readonly NetworkCore _core;
    private readonly float[] _parameters;
    private readonly float[] _state;
    private readonly float _share;

    /// <summary>Creates an average of nothing yet; its memory is that of the weights.</summary>
    /// <param name="network">The network whose weights are averaged.</param>
    /// <param name="decay">How much of the average is kept from step to step: 0 to less than 1. It looks back on about 1 / (1 - decay) steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay is outside its range.</exception>
    public WeightAverage(INetwork network, double decay = 0.999)
    {
        ArgumentNullException.ThrowIfNull(network);
        Decay = Require.Fraction(decay);
        _share = (float)(1 - decay);
        _core = network.Core;
        _parameters = new float[_core.Parameters.Length];
        _state = new float[_core.State.Length];
    }

    /// <summary>How much of the average is kept from step to step.</summary>
    public double Decay { get; }

    /// <summary>Weights that the average has seen.</summary>
    public long Count { get; private set; }

    /// <summary>Whether the network holds the average at present.</summary>
    internal bool IsSwappedIn { get; private set; }

    /// <summary>Takes the network's present weights and running statistics into the average. Allocates nothing.</summary>
    /// <exception cref="InvalidOperationException">The average is swapped in, so the network does not hold weights of its own.</exception>
    public void Update()
    {
        RequireOut();
        // The first weights are the average: whatever it held before does not count.
        float share = Count == 0 ? 1 : _share;
        Approach(_parameters, _core.Parameters, share);
        Approach(_state, _core.State, share);
        Count++;
    }

    /// <summary>
    /// Exchanges the network's weights and running statistics for the average until the result is disposed: evaluate, predict or save meanwhile, but do not
    /// train. Other instances that share the weights see the exchange, too.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no average yet, or it is swapped in already.</exception>
    public Swap SwapIn()
    {
        RequireOut();
        RequireSome();
        Exchange();
        return new Swap(this);
    }

    /// <summary>Makes the average the network's weights for good, at the end of training.</summary>
    /// <exception cref="InvalidOperationException">There is no average yet, or it is swapped in.</exception>
    public void Apply()
    {
        RequireOut();
        RequireSome();
        _parameters.CopyTo(_core.EditParameters());
        _state.CopyTo(_core.EditState());
        _core.Publish();
    }

    /// <summary>Writes the average as a file of weights, which a network loads, too.</summary>
    /// <param name="stream">Stream to write to; it stays open.</param>
    /// <exception cref="InvalidOperationException">There is no average yet, or it is swapped in.</exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        RequireSome();
        Dictionary<string, string> metadata = [];
        Safetensors.Write(stream, [.. Saved("", metadata)], metadata);
    }

    /// <summary>Continues with an average that <see cref="Save"/> wrote; the decay is that of this object.</summary>
    /// <param name="stream">The file, read to its end; it stays open.</param>
    /// <exception cref="WeightsException">The data is malformed or does not fit the network; nothing has changed.</exception>
    public void Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        string source = stream is FileStream file ? file.Name : "the stream";
        Action adopt = Prepare(Safetensors.Read(stream, source), source, "")
            ?? throw new WeightsException($"{source}: the metadata '{CountKey}' is missing; use a file that WeightAverage.Save wrote.");
        adopt();
    }

    /// <summary>What a file holds of the average.</summary>
    internal IEnumerable<SafetensorsTensor> Saved(string prefix, Dictionary<string, string> metadata)
    {
        RequireOut();
        metadata[CountKey] = Count.ToString(CultureInfo.InvariantCulture);
        return _core.Tensors.Select(tensor => WeightFile.Entry(tensor, tensor.In(tensor.IsState ? _state : _parameters), prefix));
    }

    /// <summary>Checks a file without changing anything; the returned action adopts its average, and null means that there is none.</summary>
    /// <exception cref="WeightsException">The file is malformed.</exception>
    internal Action? Prepare(SafetensorsFile file, string source, string prefix)
    {
        RequireOut();
        if (!file.Metadata.TryGetValue(CountKey, out string? text)) return null;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) || count is < 1 or > SavedOptimizer.MostSteps)
        {
            throw new WeightsException(
                $"{source}: the metadata '{CountKey}' is '{FileText.Shown(text)}', which is not a number of steps; use a file as it was saved.");
        }

        StagedWeights staged = WeightFile.Prepare(_core, file, source, new LoadOptions { Prefix = prefix });
        return () =>
        {
            staged.CopyTo(_parameters, _state);
            Count = count;
        };
    }

    /// <summary>Forgets everything: the next weights are the first.</summary>
    internal void Clear() => Count = 0;

    /// <exception cref="InvalidOperationException">The average is swapped in.</exception>
    internal void RequireOut()
    {
        if (IsSwappedIn) throw new InvalidOperationException("The average is swapped in; dispose what SwapIn returned first.");
    }

    private static void Approach(Span<float> average, ReadOnlySpan<float> values, float share)
    {
        if (share == 1)
        {
            values.CopyTo(average);
            return;
        }

        Span<Vector<float>> averages = MemoryMarshal.Cast<float, Vector<float>>(average);
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (int i = 0; i < vectors.Length; i++) averages[i] += share * (vectors[i] - averages[i]);
        for (int i = vectors.Length * Vector<float>.Count; i < values.Length; i++) average[i] += share * (values[i] - average[i]);
    }

    private void Exchange()
    {
        Exchange(_core.EditParameters(), _parameters);
        Exchange(_core.EditState(), _state);
        _core.Publish();
        IsSwappedIn = !IsSwappedIn;
    }

    private static void Exchange(Span<float> own, Span<float> others)
    {
        for (int i = 0; i < own.Length; i++) (own[i], others[i]) = (others[i], own[i]);
    }

    private void RequireSome()
    {
        if (Count == 0) throw new InvalidOperationException("There is no average yet; call Update after a step of the optimizer.");
    }

    /// <summary>The average in place of the network's weights; disposing it brings these back, bit for bit.</summary>
    public readonly struct Swap : IDisposable
    {
        private readonly WeightAverage? _average;

        internal Swap(WeightAverage average) => _average = average;

        /// <summary>Brings the network's own weights back.</summary>
        public void Dispose()
        {
            if (_average is { IsSwappedIn: true }) _average.Exchange();
        }
    }
}
