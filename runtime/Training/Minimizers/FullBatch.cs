using Kiln.Data;

namespace Kiln.Training;

/// <summary>The mean loss of a network over all data as a function of its weights. Dropout draws the same masks every time.</summary>
internal sealed class FullBatch<TNetwork> : IObjective, IDisposable
    where TNetwork : class, ITrainable<TNetwork>
{
    private readonly TNetwork _network;
    private readonly NetworkCore _core;
    private readonly BatchLoader _loader;
    private readonly BatchGroup _group;
    private readonly LossResults _results;
    private readonly LossSums _sums;
    private readonly StoredTensor[] _tensors;

    /// <exception cref="ArgumentException">The data does not fit the network, or leaves BatchNorm a batch of one value.</exception>
    public FullBatch(TNetwork network, IDataset data)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        ColumnCheck.Verify(TNetwork.Info, data, nameof(data));
        BatchNormCheck.Verify(TNetwork.Info, data.Count, network.MaxBatch, dropLast: false, nameof(data));
        (_network, _core) = (network, network.Core);
        _loader = new BatchLoader(data, network.MaxBatch);
        _group = new BatchGroup(_loader, _core, _loader.BatchesPerEpoch);
        _results = new LossResults(_core);
        _sums = _results.NewSums();
        Moment = new FrozenMoment(_core);
        _tensors = [.. _core.Tensors.Where(tensor => tensor.HasGradient)];
        Length = _tensors.Sum(tensor => tensor.Length);
    }

    /// <summary>Weights that are not frozen.</summary>
    public int Length { get; }

    /// <summary>What every pass begins with.</summary>
    public FrozenMoment Moment { get; private set; }

    // Sums of floats over batches are off by less.
    public double Resolution => 1e-6;

    /// <summary>Has every pass begin with what the network holds now, and gives its weights.</summary>
    public double[] Begin()
    {
        Moment = new FrozenMoment(_core);
        double[] point = new double[Length];
        Gather(_core.Parameters, point);
        return point;
    }

    public double Evaluate(Span<double> point, Span<double> gradient)
    {
        Set(point);
        Moment.Restore();
        _sums.Clear();
        _loader.Start(epoch: 0);
        try
        {
            _group.Begin(_loader.BatchesPerEpoch, _loader.Data.Count);
            for (int i = 0; i < _loader.BatchesPerEpoch; i++)
            {
                Batch batch = _group.Next();
                _results.AddCall(_sums, ForwardBackward(batch, i), batch.Count);
            }
        }
        finally
        {
            _group.End();
        }

        Gather(_core.Gradients, gradient);
        return _results.Mean(_sums) ?? throw new InvalidOperationException($"Nothing in the data counts for the loss of {_core.Info.Name}.");
    }

    /// <summary>Gives the network a point, and the point the rounded weights.</summary>
    public void Set(Span<double> point)
    {
        Span<float> parameters = _core.EditParameters();
        int position = 0;
        foreach (StoredTensor tensor in _tensors)
        {
            foreach (ref float weight in tensor.In(parameters))
            {
                weight = (float)point[position];
                point[position++] = weight;
            }
        }
    }

    public void Dispose() => _loader.Dispose();

    private void Gather(ReadOnlySpan<float> block, Span<double> values)
    {
        int position = 0;
        foreach (StoredTensor tensor in _tensors)
        {
            foreach (float value in tensor.In(block)) values[position++] = value;
        }
    }

    private float ForwardBackward(Batch batch, int position)
    {
        try
        {
            return _network.ForwardBackward(batch, _group.Scale(batch), accumulate: position > 0);
        }
        catch (ArgumentException error) when (SampleError.InDataset(error, _loader, position) is { } located)
        {
            throw located;
        }
    }
}
