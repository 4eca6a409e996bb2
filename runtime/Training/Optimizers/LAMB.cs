using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Training;

/// <summary>
/// LAMB, Adam for very large batches: with u = m / (sqrt(v) + epsilon) + weightDecay w, both moments corrected, each tensor moves by
/// w -= rate |w| / |u| u, so that a step is long relative to the tensor; where a norm is 0 the quotient is 1. You et al., "Large Batch Optimization for Deep
/// Learning: Training BERT in 76 minutes" (ICLR 2020), algorithm 2 with phi(z) = z. Vectors do not decay unless asked for, as in <see cref="AdamW"/>.
/// </summary>
public sealed class LAMB : Optimizer
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly float _epsilon;
    private readonly double _weightDecay;
    private readonly bool _decayVectors;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="rate">The learning rate: a number or a <see cref="Schedule"/>. The paper raises it with the root of the batch.</param>
    /// <param name="weightDecay">Share of a weight in its direction.</param>
    /// <param name="beta1">How much of the mean gradient is kept from step to step: 0 to less than 1.</param>
    /// <param name="beta2">How much of the mean squared gradient is kept from step to step: 0 to less than 1.</param>
    /// <param name="epsilon">Added to the root of the second moment, greater than 0.</param>
    /// <param name="decayVectors">Decays one-dimensional parameters too.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public LAMB(
        Schedule rate, double weightDecay = 0.01, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-6, bool decayVectors = false) : base(rate)
    {
        _beta1 = Require.Fraction(beta1);
        _beta2 = Require.Fraction(beta2);
        _epsilon = (float)Require.Positive(epsilon);
        _weightDecay = Require.Rate(weightDecay);
        _decayVectors = decayVectors;
    }

    /// <inheritdoc/>
    protected override int StatesPerParameter => 2;

    /// <inheritdoc/>
    protected override void Update(ParameterInfo group, double rate, long step, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state)
    {
        Direction direction = new()
        {
            FirstScale = (float)(1 / (1 - Math.Pow(_beta1, step))),
            RootScale = (float)(1 / Math.Sqrt(1 - Math.Pow(_beta2, step))),
            Decay = (float)WeightDecayOf(group, _decayVectors || group.Shape.Count > 1 ? _weightDecay : 0),
            Epsilon = _epsilon,
        };
        Moments moments = new()
        {
            FirstShare = (float)(1 - _beta1),
            SecondKept = (float)_beta2,
            SecondShare = (float)(1 - _beta2),
            Direction = direction,
        };
        double trust = UpdateLoop.Run(moments, parameters, gradients, state).Trust;
        UpdateLoop.Run(new Move(direction, (float)(rate * trust)), parameters, gradients, state);
    }

    /// <summary>u, which both passes compute: keeping it would be one more number for each weight.</summary>
    private readonly struct Direction
    {
        public float FirstScale { get; init; }

        public float RootScale { get; init; }

        public float Decay { get; init; }

        public float Epsilon { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Of(Vector<float> weight, Vector<float> mean, Vector<float> square) =>
            FirstScale * mean / (RootScale * Vector.SquareRoot(square) + new Vector<float>(Epsilon)) + Decay * weight;
    }

    /// <summary>The first pass: it moves m and v and measures w and u.</summary>
    private struct Moments : IUpdateRule
    {
        private Vector<double> _weights, _directions;

        public float FirstShare { get; init; }

        public float SecondKept { get; init; }

        public float SecondShare { get; init; }

        public Direction Direction { get; init; }

        public readonly int States => 2;

        /// <summary>|w| / |u|.</summary>
        public readonly double Trust
        {
            get
            {
                double weights = Vector.Sum(_weights), directions = Vector.Sum(_directions);
                return weights > 0 && directions > 0 ? Math.Sqrt(weights / directions) : 1;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Next(Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            Vector<float> mean = first += FirstShare * (gradient - first);
            Vector<float> square = second = SecondKept * second + SecondShare * (gradient * gradient);
            _weights += SquaresOf(weight);
            _directions += SquaresOf(Direction.Of(weight, mean, square));
            return weight;
        }

        private static Vector<double> SquaresOf(Vector<float> values)
        {
            Vector.Widen(values, out Vector<double> low, out Vector<double> high);
            return low * low + high * high;
        }
    }

    /// <summary>The second pass.</summary>
    private readonly struct Move(Direction direction, float size) : IUpdateRule
    {
        public int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Next(Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third) =>
            weight - size * direction.Of(weight, first, second);
    }
}
