using System.Globalization;
using Kiln.Data;

namespace Kiln.Training;

/// <summary>
/// Watches losses for common signs of trouble: a first loss far from the ln C which equal scores for C classes give
/// (inputs that were not scaled, labels that do not belong to the samples), a loss that is no longer finite, and a loss without samples that count. Each is
/// reported once.
/// Data that holds NaN or an infinity ends the run, unless <paramref name="allowsNonFiniteData"/>.
/// </summary>
internal sealed class LossWatch(NetworkInfo network, Action<string> warn, bool allowsNonFiniteData = false)
{
    // Random initial weights and a small first batch move the loss around ln C; both bounds are well outside that range.
    private const double HighFactor = 2;
    private const double HighMargin = 1;
    private const double LowFactor = 0.25;

    private bool _toldDivergence;
    private bool _toldData;
    private bool _toldNothingCounts;

    /// <summary>Looks at the loss of the first step of an untrained network.</summary>
    public void First(double loss)
    {
        if (ClassCount() is not int classes) return;
        double expected = Math.Log(classes);
        if (double.IsFinite(loss) && loss <= HighFactor * expected + HighMargin && loss >= LowFactor * expected) return;
        string advice = loss < expected
            ? "A lower one is right only if weights were loaded; otherwise check whether the inputs contain the answer."
            : "Check that the inputs are scaled (mean near 0, deviation near 1) and that the labels belong to them.";
        warn(string.Create(
            CultureInfo.InvariantCulture,
            $"The first loss of {network.Name} is {loss:G4}, "
            + $"but an untrained network with {classes} classes starts near ln {classes} = {expected:F2}. {advice}"));
    }

    /// <summary>
    /// Looks in the data for the reason of a batch's loss: in the batch, and, if <paramref name="all"/> is set, in all of the data, because a row that does not
    /// count nothing may have spoilt the weights before. Costs nothing while losses are finite.
    /// </summary>
    /// <param name="loss">The loss of the batch.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="loader">Where it comes from.</param>
    /// <param name="position">Its index in the epoch.</param>
    /// <param name="all">Whether to read all of the data where the batch is finite.</param>
    /// <exception cref="InvalidDataException">The data holds NaN or an infinity, and the run may not go on.</exception>
    public void Examine(float loss, Batch batch, BatchLoader loader, int position, bool all)
    {
        if (float.IsFinite(loss) || _toldData) return;
        NonFiniteValue? own = NonFiniteValue.FirstOf(batch);
        NonFiniteValue? found = own is { } inBatch ? inBatch with { Row = loader.RowOf(position, inBatch.Row) }
            : all && !_toldDivergence ? NonFiniteValue.FirstOf(loader.Data, loader.BatchSize)
            : null;
        if (found is not { } value) return;
        string place = value.Column.Shape.Count == 0 ? "" : $", element {value.Element} of {Shapes.Format(value.Column.Shape)}";
        CultureInfo invariant = CultureInfo.InvariantCulture;
        string row = string.Create(invariant, $"column '{value.Column.Name}' holds {value.Value} in {DatasetRow.Describe(loader.Data, value.Row)}{place}");
        string message = string.Create(
            invariant, $"The loss of {network.Name} is {loss}, and the data is not finite: {row}. Rows count from 0. Repair the row or leave it out.");
        string state = own is null ? "It is not in this batch: an earlier step may have spoilt the weights" : "This step has not changed the weights";
        if (!allowsNonFiniteData) throw new InvalidDataException($"{message} {state}; set {nameof(TrainerOptions.AllowNonFiniteData)} to continue such a run.");
        _toldData = true;
        warn(message);
    }

    /// <summary>Looks at the loss of any step, whose data has been examined.</summary>
    public void Later(double loss, long step)
    {
        if (double.IsFinite(loss) || _toldDivergence || _toldData) return;
        _toldDivergence = true;
        string what = string.Create(CultureInfo.InvariantCulture, $"The loss of {network.Name} at step {step} is {loss}");
        warn($"{what}, though the data is finite: training diverges. Lower the learning rate, warm it up, or set ClipNorm.");
    }

    /// <summary>Warns of data in which no sample counts for the loss.</summary>
    public void NothingCounts(string data)
    {
        if (_toldNothingCounts) return;
        _toldNothingCounts = true;
        warn($"Nothing in the {data} data counts for the loss of {network.Name}: every target is ignored or has the weight 0. "
            + "Patience and BestPath ignore such epochs. Check the labels, ignoreIndex and classWeights.");
    }

    /// <summary>The number of classes if the loss compares one output with one class target and has no terms: only then is ln C expected.</summary>
    private int? ClassCount() =>
        network is { Targets.Count: 1, LossTerms.Count: 0, Predictions: [{ Kind: PredictionKind.Classes, Classes: > 1 } prediction] }
            ? prediction.Classes
            : null;
}
