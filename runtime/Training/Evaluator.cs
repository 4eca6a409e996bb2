using Kiln.Data;

namespace Kiln.Training;

/// <summary>Passes over a dataset in inference mode for the loss and the metrics.</summary>
internal sealed class Evaluator<TNetwork> where TNetwork : class, ITrainable<TNetwork>
{
    private readonly TNetwork _network;
    private readonly IReadOnlyList<Metric> _metrics;
    private readonly MetricAccumulator[] _accumulators;
    private readonly int _batchSize;
    private readonly Batch? _outputs;

    public Evaluator(TNetwork network, IReadOnlyList<Metric> metrics, int batchSize)
    {
        _network = network;
        _metrics = metrics;
        _batchSize = batchSize;
        _accumulators = [.. metrics.Select(metric => metric.Accumulate(TNetwork.Info))];
        _outputs = metrics.Count > 0 ? new Batch(TNetwork.Info.Outputs, batchSize) : null;
    }

    public Evaluation Run(IDataset data, CancellationToken cancellationToken)
    {
        foreach (MetricAccumulator accumulator in _accumulators) accumulator.Reset();
        double lossSum = 0;
        using BatchLoader loader = new(data, _batchSize);
        loader.Start(epoch: 0);
        while (loader.Next() is { } samples)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_outputs is not null) _outputs.Count = samples.Count;
            try
            {
                lossSum += (double)_network.Evaluate(samples, _outputs) * samples.Count;
                foreach (MetricAccumulator accumulator in _accumulators) accumulator.Add(samples, _outputs!);
            }
            catch (ArgumentException error) when (SampleError.InDataset(error, loader) is { } located)
            {
                throw located;
            }
        }

        Dictionary<string, double> values = new(_metrics.Count, StringComparer.Ordinal);
        for (int i = 0; i < _metrics.Count; i++) values.Add(_metrics[i].Name, _accumulators[i].Value);
        return new Evaluation(lossSum / data.Count, values);
    }
}
