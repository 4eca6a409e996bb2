using Kiln.Kernels;

namespace Kiln;

/// <summary>
/// What losses are divided by. Number 0 is the number of samples, the others are the sums of the layout's weights. A call divides by its own sums, unless it
/// is one of a group that stands for one large batch: then it divides by those of the group, and losses and gradients of the group simply add up.
/// </summary>
public sealed partial class NetworkCore
{
    private readonly double[] _denominators;
    private readonly double[] _ofGroup;
    private bool _isInGroup;

    /// <summary>What a loss is divided by; notes the sum of this call.</summary>
    /// <param name="denominator">Number of the denominator.</param>
    /// <param name="own">Its sum over the samples of this call.</param>
    public double Divisor(int denominator, double own)
    {
        _denominators[denominator] = own;
        return _isInGroup ? _ofGroup[denominator] : own;
    }

    /// <summary>The sums over the samples of the last call.</summary>
    internal ReadOnlySpan<double> Denominators => _denominators;

    /// <summary>What the last call divided by.</summary>
    internal ReadOnlySpan<double> Divisors => _isInGroup ? _ofGroup : _denominators;

    /// <summary>The weights whose sums are the denominators from 1 on.</summary>
    internal IReadOnlyList<TargetWeights> Weights => _weights.Layout.Weights;

    /// <summary>The parts of the loss's results.</summary>
    internal IReadOnlyList<LossPart> LossParts => _weights.Layout.LossParts;

    /// <summary>The calls that follow belong to a group with these sums.</summary>
    internal void BeginGroup(ReadOnlySpan<double> denominators)
    {
        denominators.CopyTo(_ofGroup);
        _isInGroup = true;
    }

    /// <summary>The calls that follow count for themselves again.</summary>
    internal void EndGroup() => _isInGroup = false;
}
