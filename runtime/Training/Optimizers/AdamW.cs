namespace Kiln.Training;

/// <summary>
/// Adam with decoupled weight decay: w *= 1 - rate weightDecay, then Adam's step. Loshchilov and Hutter, "Decoupled Weight Decay
/// Regularization" (ICLR 2019), algorithm 2. One-dimensional parameters (biases, scales and shifts of a normalization) are not
/// decayed unless asked for; PyTorch decays all of them.
/// </summary>
public sealed class AdamW : Optimizer
{
    private readonly AdamMoments _moments;
    private readonly double _weightDecay;
    private readonly bool _decayVectors;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="rate">The learning rate: a number or a <see cref="Schedule"/>.</param>
    /// <param name="weightDecay">Fraction of a weight that a step with rate 1 would remove.</param>
    /// <param name="beta1">How much of the mean gradient is kept from step to step: 0 to less than 1.</param>
    /// <param name="beta2">How much of the mean squared gradient is kept from step to step: 0 to less than 1.</param>
    /// <param name="epsilon">Added to the root of the second moment, greater than 0.</param>
    /// <param name="decayVectors">Decays one-dimensional parameters too.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public AdamW(
        Schedule rate, double weightDecay = 0.01, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, bool decayVectors = false) : base(rate)
    {
        _weightDecay = Require.Rate(weightDecay);
        _moments = new AdamMoments(beta1, beta2, epsilon);
        _decayVectors = decayVectors;
    }

    /// <inheritdoc/>
    protected override int StatesPerParameter => 2;

    /// <inheritdoc/>
    protected override void Update(ParameterInfo group, double rate, long step, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state)
    {
        double decay = WeightDecayOf(group, _decayVectors || group.Shape.Count > 1 ? _weightDecay : 0);
        _moments.Update(rate, step, penalty: 0, shrink: 1 - rate * decay, parameters, gradients, state);
    }
}
