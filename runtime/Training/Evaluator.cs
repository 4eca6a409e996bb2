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
    private readonly LossResults _results;
    private readonly LossSums _sums;
    private readonly LossWatch _watch;

    public Evaluator(TNetwork network, IReadOnlyList<Metric> metrics, int batchSize, LossResults results, LossWatch watch)
    {
        _network = network;
        _results = results;
        _sums = results.NewSums();
        _watch = watch;
        _metrics = metrics;
        _batchSize = batchSize;
        _accumulators = [.. metrics.Select(metric => metric.Accumulate(TNetwork.Info))];
        _outputs = metrics.Count > 0 ? new Batch(TNetwork.Info.Outputs, batchSize) : null;
    }

    public Evaluation Run(IDataset data, CancellationToken cancellationToken)
    {
        foreach (MetricAccumulator accumulator in _accumulators) accumulator.Reset();
        _sums.Clear();
        using BatchLoader loader = new(data, _batchSize);
        loader.Start(epoch: 0);
        for (int position = 0; loader.Next() is { } samples; position++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_outputs is not null) _outputs.Count = samples.Count;
            try
            {
                float loss = _network.Evaluate(samples, _outputs);
                _results.AddCall(_sums, loss, samples.Count);
                _watch.Examine(loss, samples, loader, position, all: false);
                foreach (MetricAccumulator accumulator in _accumulators) accumulator.Add(samples, _outputs!);
            }
            catch (ArgumentException error) when (SampleError.InDataset(error, loader, position) is { } located)
            {
                throw located;
            }
        }

        Dictionary<string, double> values = new(_metrics.Count, StringComparer.Ordinal);
        for (int i = 0; i < _metrics.Count; i++) values.Add(_metrics[i].Name, _accumulators[i].Value);
        double? mean = _results.Mean(_sums);
        return new Evaluation(mean ?? 0, values) { LossTerms = _results.Terms(_sums), Counts = mean is not null };
    }
}
