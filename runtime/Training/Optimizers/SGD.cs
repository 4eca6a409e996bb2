using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Training;

/// <summary>
/// Stochastic gradient descent: d = g + weightDecay w; v = momentum v + d (the first v is d); w -= rate v, the rate outside of v.
/// With Nesterov's look-ahead w -= rate (d + momentum v). Sutskever et al., "On the importance of initialization and momentum in
/// deep learning" (ICML 2013), in PyTorch's form.
/// </summary>
public sealed class SGD : Optimizer
{
    private readonly float _momentum;
    private readonly bool _nesterov;
    private readonly double _weightDecay;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="rate">The learning rate: a number or a <see cref="Schedule"/>.</param>
    /// <param name="momentum">How much of the velocity is kept from step to step: 0 (none) to less than 1.</param>
    /// <param name="nesterov">Looks ahead along the velocity; needs a momentum.</param>
    /// <param name="weightDecay">Strength of the L2 penalty, added to the gradient of every parameter.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    /// <exception cref="ArgumentException">Nesterov without a momentum.</exception>
    public SGD(Schedule rate, double momentum = 0, bool nesterov = false, double weightDecay = 0) : base(rate)
    {
        _momentum = (float)Require.Fraction(momentum);
        _weightDecay = Require.Rate(weightDecay);
        if (nesterov && momentum == 0) throw new ArgumentException("nesterov needs a momentum greater than 0, for example momentum: 0.9.", nameof(nesterov));
        _nesterov = nesterov;
    }

    /// <inheritdoc/>
    protected override int StatesPerParameter => _momentum == 0 ? 0 : 1;

    /// <inheritdoc/>
    protected override void Update(ParameterInfo group, double rate, long step, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state)
    {
        Rule rule = new((float)rate, _momentum, _nesterov, (float)WeightDecayOf(group, _weightDecay));
        UpdateLoop.Run(rule, parameters, gradients, state);
    }

    private readonly struct Rule(float rate, float momentum, bool nesterov, float decay) : IUpdateRule
    {
        public int States => momentum == 0 ? 0 : 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Next(Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            Vector<float> slope = gradient + decay * weight;
            Vector<float> velocity = first = momentum * first + slope;
            return weight - rate * (nesterov ? slope + momentum * velocity : velocity);
        }
    }
}
