using System.Globalization;
using Kiln.Data;
using Kiln.Kernels;
using Kiln.Training;

namespace Kiln;

/// <summary>One pass of the network in floats over the calibration data, which observers see batch by batch. Nothing is allocated for a sample.</summary>
internal sealed class CalibrationPass
{
    // Rows hold every observed value of a sample: of a large network, fewer of them than a batch has are computed at a time.
    private const int MostFloats = 1 << 24;

    private readonly IQuantizable _network;
    private readonly QuantizationLayout _layout;
    private readonly ChannelFactors _factors;
    private readonly ScaleObserver[] _observers;
    private readonly ChannelMeans?[] _means;

    public CalibrationPass(IQuantizable network, QuantizationLayout layout, ScaleObserver[] observers, ChannelMeans?[] means, ChannelFactors factors)
    {
        _network = network;
        _layout = layout;
        _observers = observers;
        _means = means;
        _factors = factors;
    }

    /// <exception cref="ArgumentException">The dataset is empty, or its columns are not the network's inputs.</exception>
    /// <exception cref="InvalidDataException">A layer computes a number that is not finite.</exception>
    public void Run(IDataset data)
    {
        IReadOnlyList<TensorInfo> inputs = _network.Core.Info.Inputs;
        ColumnCheck.VerifyInputs(_network.Core.Info, data, "calibration");
        if (data.Columns.Count > inputs.Count) data = data.Columns([.. Enumerable.Range(0, inputs.Count)]);
        int batchSize = Math.Min(_network.MaxBatch, Math.Clamp(MostFloats / Math.Max(1, _layout.ObservedLength), 1, data.Count));
        float[] observed = new float[batchSize * _layout.ObservedLength];
        using BatchLoader loader = new(data, batchSize);
        loader.Start(epoch: 0);
        for (int position = 0; loader.Next() is { } batch; position++)
        {
            Span<float> rows = observed.AsSpan(0, batch.Count * _layout.ObservedLength);
            try
            {
                _network.Observe(batch, rows);
            }
            catch (ArgumentException error) when (SampleError.InDataset(error, loader, position) is { } located)
            {
                throw located;
            }

            for (int sample = 0; sample < batch.Count; sample++)
            {
                Span<float> row = rows.Slice(sample * _layout.ObservedLength, _layout.ObservedLength);
                for (int value = 0; value < _layout.Values.Count; value++) Observe(value, row, loader, position, sample);
            }

            foreach (ScaleObserver observer in _observers) observer.EndBatch();
        }
    }

    private void Observe(int index, Span<float> row, BatchLoader loader, int position, int sample)
    {
        QuantizedValue value = _layout.Values[index];
        Span<float> elements = row.Slice(value.Offset, value.Length);
        if (elements.IsEmpty) return;
        _factors.Divide(index, elements);
        Extremes extremes = Extremes.Of(elements);
        if (!extremes.AreFinite) throw NotFinite(value, elements, loader, position, sample);
        _observers[value.Scale].Add(elements, extremes);
        _means[index]?.Add(elements);
    }

    private static InvalidDataException NotFinite(QuantizedValue value, ReadOnlySpan<float> elements, BatchLoader loader, int position, int sample)
    {
        float wrong = 0;
        foreach (float element in elements)
        {
            wrong = element;
            if (!float.IsFinite(element)) break;
        }

        string row = DatasetRow.Describe(loader.Data, loader.RowOf(position, sample));
        return new InvalidDataException(string.Create(
            CultureInfo.InvariantCulture,
            $"Calibration: '{value.Name}' is {wrong} for {row}; leave out samples that are not finite, "
            + $"and quantize a network whose training converged."));
    }
}
