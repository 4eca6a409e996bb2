using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Training;

/// <summary>
/// RMSProp: v = alpha v + (1 - alpha) g g; w -= rate g / (sqrt(v) + epsilon). Tieleman and Hinton, "Neural Networks for Machine Learning", lecture 6.5 (2012).
/// Centred, the square of the mean gradient is taken off v, which leaves the variance: Graves, "Generating Sequences With Recurrent Neural Networks" (2013),
/// equations 38 to 41. With momentum the quotient goes into a velocity b = momentum b + g / (sqrt(v) + epsilon), and w -= rate b.
/// </summary>
public sealed class RMSProp : Optimizer
{
    private readonly double _alpha;
    private readonly float _momentum;
    private readonly bool _centred;
    private readonly float _epsilon;
    private readonly double _weightDecay;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="rate">The learning rate: a number or a <see cref="Schedule"/>; 0.01 by default.</param>
    /// <param name="alpha">How much of the mean squared gradient is kept from step to step: 0 to less than 1.</param>
    /// <param name="momentum">How much of the velocity is kept from step to step: 0 (none) to less than 1.</param>
    /// <param name="centred">Divides by the deviation of the gradient, not by its root mean square.</param>
    /// <param name="epsilon">Added to the root, greater than 0.</param>
    /// <param name="weightDecay">Strength of the L2 penalty, added to the gradient of every parameter.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public RMSProp(
        Schedule? rate = null, double alpha = 0.99, double momentum = 0, bool centred = false, double epsilon = 1e-8, double weightDecay = 0)
        : base(rate ?? 0.01)
    {
        _alpha = Require.Fraction(alpha);
        _momentum = (float)Require.Fraction(momentum);
        _centred = centred;
        _epsilon = (float)Require.Positive(epsilon);
        _weightDecay = Require.Rate(weightDecay);
    }

    /// <inheritdoc/>
    protected override int StatesPerParameter => 1 + (_centred ? 1 : 0) + (_momentum == 0 ? 0 : 1);

    /// <inheritdoc/>
    protected override void Update(ParameterInfo group, double rate, long step, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state)
    {
        Rule rule = new()
        {
            States = StatesPerParameter,
            Rate = (float)rate,
            Kept = (float)_alpha,
            Share = (float)(1 - _alpha),
            Momentum = _momentum,
            IsCentred = _centred,
            Epsilon = _epsilon,
            Penalty = (float)WeightDecayOf(group, _weightDecay),
        };
        UpdateLoop.Run(rule, parameters, gradients, state);
    }

    private readonly struct Rule : IUpdateRule
    {
        public int States { get; init; }

        public float Rate { get; init; }

        public float Kept { get; init; }

        public float Share { get; init; }

        public float Momentum { get; init; }

        public bool IsCentred { get; init; }

        public float Epsilon { get; init; }

        public float Penalty { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Next(Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            Vector<float> slope = gradient + Penalty * weight;
            Vector<float> square = first = Kept * first + Share * (slope * slope);
            if (!IsCentred) return weight - Rate * Velocity(slope / Divisor(square), ref second);

            Vector<float> mean = second += Share * (slope - second);
            // Never negative but for rounding, and the root of that would be no number.
            Vector<float> variance = Vector.Max(square - mean * mean, Vector<float>.Zero);
            return weight - Rate * Velocity(slope / Divisor(variance), ref third);
        }

        private Vector<float> Divisor(Vector<float> square) => Vector.SquareRoot(square) + new Vector<float>(Epsilon);

        private Vector<float> Velocity(Vector<float> quotient, ref Vector<float> velocity) => velocity = Momentum * velocity + quotient;
    }
}
