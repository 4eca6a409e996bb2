using Kiln.Data;

namespace Kiln.Training;

/// <summary>
/// The gradients of one step of the optimizer: from a group of batches, in one pass or, sharpness-aware, in two, and clipped. Allocates nothing.
/// </summary>
internal sealed class StepGradients<TNetwork>
    where TNetwork : class, ITrainable<TNetwork>
{
    private readonly TNetwork _network;
    private readonly Optimizer _optimizer;
    private readonly LossResults _results;
    private readonly LossWatch _watch;
    private readonly TrainerOptions _options;
    private readonly LossSums _sumsAbove;
    private readonly float[] _stateBefore;
    private readonly SAM? _sharpness;

    public StepGradients(TNetwork network, Optimizer optimizer, LossResults results, LossWatch watch, TrainerOptions options)
    {
        (_network, _optimizer, _results, _watch, _options) = (network, optimizer, results, watch, options);
        Sums = results.NewSums();
        _sumsAbove = results.NewSums();
        _stateBefore = new float[network.Core.State.Length];
        if (options.SharpnessRadius > 0) _sharpness = new SAM(network, options.SharpnessRadius);
    }

    /// <summary>Whether a step goes through its batches more than once.</summary>
    public bool Repeats => _sharpness is not null;

    /// <summary>The losses of the last step, before its update.</summary>
    public LossSums Sums { get; }

    /// <summary>Leaves the gradients of a group in the network, and its losses in the sums. If it fails, the network is as it was.</summary>
    /// <param name="loader">Where the batches come from.</param>
    /// <param name="group">Gives them.</param>
    /// <param name="first">Index of the first batch in the epoch.</param>
    /// <param name="batches">Number of batches.</param>
    /// <param name="samples">Samples in all of them.</param>
    public void Compute(BatchLoader loader, BatchGroup group, int first, int batches, int samples)
    {
        NetworkCore core = _network.Core;
        // A step that fails half-way is repeated with the same masks, and on the running statistics that it began with.
        core.CallsInStep = 0;
        core.State.CopyTo(_stateBefore);
        try
        {
            group.Begin(batches, samples);
            Add(loader, group, first, batches, Sums, watches: true);
            if (_sharpness is not null && _results.Mean(Sums) is not null) ComputeAbove(_sharpness, loader, group, first, batches);
        }
        catch
        {
            if (_stateBefore.Length > 0) _stateBefore.CopyTo(core.EditState());
            throw;
        }
        finally
        {
            group.End();
        }
    }

    /// <summary>Clips the gradients as the options say, and gives their norm before. Only OnStep sees it: without it and without clipping it is 0.</summary>
    public double Clip()
    {
        bool clipsNorm = !double.IsPositiveInfinity(_options.ClipNorm), clipsValues = !double.IsPositiveInfinity(_options.ClipValue);
        if (clipsNorm && !clipsValues) return _network.ClipGradients(_options.ClipNorm);
        double norm = _options.OnStep is not null ? _network.GradientNorm() : 0;
        if (clipsValues) _network.ClipGradientValues(_options.ClipValue);
        if (clipsNorm) _network.ClipGradients(_options.ClipNorm);
        return norm;
    }

    /// <summary>Replaces the gradients by those further up the slope.</summary>
    private void ComputeAbove(SAM sharpness, BatchLoader loader, BatchGroup group, int first, int batches)
    {
        sharpness.Climb();
        try
        {
            group.Repeat();
            Add(loader, group, first, batches, _sumsAbove, watches: false);
        }
        finally
        {
            sharpness.Return();
        }
    }

    private void Add(BatchLoader loader, BatchGroup group, int first, int batches, LossSums sums, bool watches)
    {
        sums.Clear();
        for (int i = 0; i < batches; i++)
        {
            Batch batch = group.Next();
            float loss = ForwardBackward(batch, group.Scale(batch), accumulate: i > 0, loader, first + i);
            _results.AddCall(sums, loss, batch.Count);
            if (watches) _watch.Examine(loss, batch, loader, first + i, all: true);
        }

        _optimizer.ClearFrozenGradients(_network.Core);
    }

    /// <summary>Calls the network; an error about a sample names the row of the data, which is known only here.</summary>
    private float ForwardBackward(Batch batch, float scale, bool accumulate, BatchLoader loader, int position)
    {
        try
        {
            return _network.ForwardBackward(batch, scale, accumulate);
        }
        catch (ArgumentException error) when (SampleError.InDataset(error, loader, position) is { } located)
        {
            throw located;
        }
    }
}
