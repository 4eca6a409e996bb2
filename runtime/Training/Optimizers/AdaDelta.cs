using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Training;

/// <summary>
/// AdaDelta: v = rho v + (1 - rho) g g; d = sqrt(u + epsilon) / sqrt(v + epsilon) g; u = rho u + (1 - rho) d d; w -= rate d. The size of a step comes from
/// the steps before it. Zeiler, "ADADELTA: An Adaptive Learning Rate Method" (2012), algorithm 1; its rate is 1.
/// </summary>
public sealed class AdaDelta : Optimizer
{
    private readonly double _rho;
    private readonly float _epsilon;
    private readonly double _weightDecay;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="rate">Factor of the steps: a number or a <see cref="Schedule"/>; 1 by default.</param>
    /// <param name="rho">How much of both mean squares is kept from step to step: 0 to less than 1.</param>
    /// <param name="epsilon">Added under both roots, greater than 0; it sets the size of the first steps.</param>
    /// <param name="weightDecay">Strength of the L2 penalty, added to the gradient of every parameter.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public AdaDelta(Schedule? rate = null, double rho = 0.9, double epsilon = 1e-6, double weightDecay = 0) : base(rate ?? 1)
    {
        _rho = Require.Fraction(rho);
        _epsilon = (float)Require.Positive(epsilon);
        _weightDecay = Require.Rate(weightDecay);
    }

    /// <inheritdoc/>
    protected override int StatesPerParameter => 2;

    /// <inheritdoc/>
    protected override void Update(ParameterInfo group, double rate, long step, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state)
    {
        Rule rule = new((float)rate, (float)_rho, (float)(1 - _rho), _epsilon, (float)WeightDecayOf(group, _weightDecay));
        UpdateLoop.Run(rule, parameters, gradients, state);
    }

    private readonly struct Rule(float rate, float kept, float share, float epsilon, float decay) : IUpdateRule
    {
        public int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Next(Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            Vector<float> slope = gradient + decay * weight;
            Vector<float> square = first = kept * first + share * (slope * slope);
            Vector<float> step = Vector.SquareRoot(second + new Vector<float>(epsilon)) / Vector.SquareRoot(square + new Vector<float>(epsilon)) * slope;
            second = kept * second + share * (step * step);
            return weight - rate * step;
        }
    }
}
