using System.Collections.ObjectModel;
using Kiln.Kernels;

namespace Kiln.Training;

/// <summary>
/// Puts the loss of a network and its named terms together from batches, so that it does not matter how data is cut: a mean is numerator / denominator, both
/// are added up over batches, and a result with several denominators is the sum of its parts. What has the denominator 0 counts as nothing.
/// </summary>
internal sealed class LossResults
{
    private readonly NetworkCore _core;
    private readonly LossPart[] _parts;

    public LossResults(NetworkCore core)
    {
        _core = core;
        int results = Math.Min(core.Info.LossTerms.Count + 1, Math.Max(1, core.Losses.Length));
        _parts = core.LossParts.Count > 0 ? [.. core.LossParts] : [.. Enumerable.Range(0, results).Select(result => new LossPart(result, 0, result))];
    }

    public LossSums NewSums() => new(_parts.Length, _core.Weights.Count + 1);

    /// <summary>Adds the last call of the network.</summary>
    /// <param name="sums">What is added to.</param>
    /// <param name="loss">The loss that the call returned.</param>
    /// <param name="samples">Its samples.</param>
    public void AddCall(LossSums sums, float loss, int samples)
    {
        _core.Divisor(0, samples);
        ReadOnlySpan<double> own = _core.Denominators, divisors = _core.Divisors;
        for (int i = 0; i < _parts.Length; i++)
            sums.Numerators[i] += (_parts[i].Entry == 0 ? loss : _core.Losses[_parts[i].Entry]) * divisors[_parts[i].Denominator];
        for (int i = 0; i < own.Length; i++) sums.Denominators[i] += own[i];
    }

    /// <summary>The mean of the loss (result 0) or of a term; null if nothing counts.</summary>
    public double? Mean(LossSums sums, int result = 0)
    {
        double mean = 0;
        bool counts = false;
        for (int i = 0; i < _parts.Length; i++)
        {
            double denominator = sums.Denominators[_parts[i].Denominator];
            if (_parts[i].Result != result || denominator == 0) continue;
            mean += sums.Numerators[i] / denominator;
            counts = true;
        }

        return counts ? mean : null;
    }

    /// <summary>The means of the named terms; one in which nothing counts is 0.</summary>
    public IReadOnlyDictionary<string, double> Terms(LossSums sums)
    {
        IReadOnlyList<string> names = _core.Info.LossTerms;
        if (names.Count == 0) return ReadOnlyDictionary<string, double>.Empty;
        Dictionary<string, double> terms = new(names.Count, StringComparer.Ordinal);
        for (int i = 0; i < names.Count; i++) terms.Add(names[i], Mean(sums, i + 1) ?? 0);
        return terms;
    }
}
