using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Training;

/// <summary>
/// Lion: every weight moves by the rate, in the direction of sign(beta1 m + (1 - beta1) g), and decays: w -= rate (sign + weightDecay w);
/// then m = beta2 m + (1 - beta2) g. Chen et al., "Symbolic Discovery of Optimization Algorithms" (2023), algorithm 2. It wants a rate 3 to 10 times below
/// that of AdamW, and a decay as many times above. Vectors do not decay unless asked for, as in <see cref="AdamW"/>.
/// </summary>
public sealed class Lion : Optimizer
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _weightDecay;
    private readonly bool _decayVectors;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="rate">The learning rate: a number or a <see cref="Schedule"/>; 0.0001 by default.</param>
    /// <param name="weightDecay">Fraction of a weight that a step with rate 1 would remove.</param>
    /// <param name="beta1">Share of the mean gradient in the direction: 0 to less than 1.</param>
    /// <param name="beta2">How much of the mean gradient is kept from step to step: 0 to less than 1.</param>
    /// <param name="decayVectors">Decays one-dimensional parameters too.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public Lion(Schedule? rate = null, double weightDecay = 0, double beta1 = 0.9, double beta2 = 0.99, bool decayVectors = false) : base(rate ?? 1e-4)
    {
        _beta1 = Require.Fraction(beta1);
        _beta2 = Require.Fraction(beta2);
        _weightDecay = Require.Rate(weightDecay);
        _decayVectors = decayVectors;
    }

    /// <inheritdoc/>
    protected override int StatesPerParameter => 1;

    /// <inheritdoc/>
    protected override void Update(ParameterInfo group, double rate, long step, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state)
    {
        double decay = WeightDecayOf(group, _decayVectors || group.Shape.Count > 1 ? _weightDecay : 0);
        Rule rule = new((float)rate, (float)(1 - rate * decay), (float)(1 - _beta1), (float)(1 - _beta2));
        UpdateLoop.Run(rule, parameters, gradients, state);
    }

    private readonly struct Rule(float rate, float shrink, float directionShare, float meanShare) : IUpdateRule
    {
        public int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Next(Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            Vector<float> direction = first + directionShare * (gradient - first);
            first += meanShare * (gradient - first);
            return shrink * weight - rate * Sign(direction);
        }

        /// <summary>-1, 0 or 1; what is not a number stays so and is seen.</summary>
        private static Vector<float> Sign(Vector<float> values)
        {
            Vector<float> one = Vector<float>.One;
            Vector<float> negative = Vector.ConditionalSelect(Vector.LessThan(values, Vector<float>.Zero), -one, values);
            return Vector.ConditionalSelect(Vector.GreaterThan(values, Vector<float>.Zero), one, negative);
        }
    }
}
