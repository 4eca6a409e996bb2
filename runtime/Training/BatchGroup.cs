using Kiln.Data;

namespace Kiln.Training;

/// <summary>
/// The batches of one step of the optimizer, whose gradients add up to that of one large batch. Where losses are divided by the number of samples alone, each
/// batch's gradient counts by its samples. Where targets decide what a loss is divided by, the sums of the whole group must be known before its first gradient:
/// the batches are held, in memory that is allocated once, and divide by those. They are also held where a step takes several passes over its batches.
/// </summary>
internal sealed class BatchGroup
{
    private readonly BatchLoader _loader;
    private readonly NetworkCore _core;
    private readonly Batch[] _held;
    private readonly double[] _denominators;
    private readonly bool _repeats;
    private bool _isHeld;
    private bool _dividesAsOne;
    private int _next;
    private int _samples;

    /// <param name="loader">Where the batches come from.</param>
    /// <param name="core">The network's.</param>
    /// <param name="largest">The largest number of batches in a group.</param>
    /// <param name="repeats">Whether a group may be gone through more than once.</param>
    public BatchGroup(BatchLoader loader, NetworkCore core, int largest, bool repeats = false)
    {
        (_loader, _core, _repeats) = (loader, core, repeats);
        _denominators = new double[core.Weights.Count + 1];
        bool holds = repeats || (core.Weights.Count > 0 && largest > 1);
        int held = holds ? Math.Min(largest, loader.BatchesPerEpoch) : 0;
        _held = new Batch[held];
        for (int i = 0; i < held; i++) _held[i] = new Batch(loader.Data.Columns, Math.Min(loader.BatchSize, loader.Data.Count));
    }

    /// <summary>Goes to the next group. Call <see cref="End"/> after its last batch in any case.</summary>
    public void Begin(int batches, int samples)
    {
        (_next, _samples) = (0, samples);
        _dividesAsOne = batches > 1 && _core.Weights.Count > 0;
        _isHeld = _dividesAsOne || _repeats;
        if (!_isHeld) return;
        Array.Clear(_denominators);
        for (int i = 0; i < batches; i++) Hold(_loader.Next()!, _held[i]);
        if (_dividesAsOne) _core.BeginGroup(_denominators);
    }

    /// <summary>Goes back to the first batch of the group.</summary>
    public void Repeat() => _next = 0;

    /// <summary>The next batch of the group.</summary>
    public Batch Next() => _isHeld ? _held[_next++] : _loader.Next()!;

    /// <summary>The factor of a batch's gradients in the sum.</summary>
    public float Scale(Batch batch) => _dividesAsOne ? 1 : (float)batch.Count / _samples;

    /// <summary>Calls of the network count for themselves again.</summary>
    public void End() => _core.EndGroup();

    private void Hold(Batch batch, Batch held)
    {
        held.Count = batch.Count;
        for (int column = 0; column < batch.Columns.Count; column++) batch.CopyColumn(column, held, column);
        _denominators[0] += batch.Count;
        for (int i = 0; i < _core.Weights.Count; i++)
            if (_core.Weights[i].Column is >= 0 and int column) _denominators[i + 1] += _core.Weights[i].Sum(batch.Read<int>(column));
    }
}
