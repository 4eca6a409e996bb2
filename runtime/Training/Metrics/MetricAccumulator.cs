using Kiln.Data;

namespace Kiln.Training;

/// <summary>Sums up what a <see cref="Metric"/> measures, batch by batch. Created once for a run and reset for every pass over the data.</summary>
public abstract class MetricAccumulator
{
    /// <summary>Forgets everything that was added.</summary>
    public abstract void Reset();

    /// <summary>Adds the first <c>samples.Count</c> samples. Called for every batch: allocate nothing here.</summary>
    /// <param name="samples">Columns are the network's inputs, then its targets, in declaration order.</param>
    /// <param name="outputs">Columns are the network's outputs, in declaration order.</param>
    public abstract void Add(Batch samples, Batch outputs);

    /// <summary>The value over everything added since the last reset; not a number when that is nothing.</summary>
    public abstract double Value { get; }
}
