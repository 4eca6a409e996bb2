namespace Kiln.Training;

/// <summary>
/// Adam: moving means of the gradient (m) and of its square (v), both corrected for their start at zero;
/// w -= rate m / (sqrt(v) + epsilon). Kingma and Ba, "Adam: A Method for Stochastic Optimization" (ICLR 2015), algorithm 1.
/// </summary>
public sealed class Adam : Optimizer
{
    private readonly AdamMoments _moments;
    private readonly double _weightDecay;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="rate">The learning rate: a number or a <see cref="Schedule"/>.</param>
    /// <param name="beta1">How much of the mean gradient is kept from step to step: 0 to less than 1.</param>
    /// <param name="beta2">How much of the mean squared gradient is kept from step to step: 0 to less than 1.</param>
    /// <param name="epsilon">Added to the root of the second moment, greater than 0.</param>
    /// <param name="weightDecay">Strength of the L2 penalty, added to the gradient of every parameter; <see cref="AdamW"/> decays apart from it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public Adam(Schedule rate, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0) : base(rate)
    {
        _moments = new AdamMoments(beta1, beta2, epsilon);
        _weightDecay = Require.Rate(weightDecay);
    }

    /// <inheritdoc/>
    protected override int StatesPerParameter => 2;

    /// <inheritdoc/>
    protected override void Update(ParameterInfo group, double rate, long step, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state) =>
        _moments.Update(rate, step, WeightDecayOf(group, _weightDecay), shrink: 1, parameters, gradients, state);
}
