using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Training;

/// <summary>
/// NAdam, Adam that looks ahead along its mean gradient as Nesterov's momentum does: with mu(t) = beta1 (1 - 0.96^(t momentumDecay) / 2) and the product
/// P(t) = mu(1) ... mu(t), w -= rate (mu(t + 1) / (1 - P(t + 1)) m + (1 - mu(t)) / (1 - P(t)) g) / (sqrt(v / (1 - beta2^t)) + epsilon).
/// Dozat, "Incorporating Nesterov Momentum into Adam" (ICLR workshop 2016), algorithm 2 with the warming schedule of its section 3.
/// </summary>
public sealed class NAdam : Optimizer
{
    private readonly NesterovMomentum _momentum;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly float _epsilon;
    private readonly double _weightDecay;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="rate">The learning rate: a number or a <see cref="Schedule"/>; 0.002 by default.</param>
    /// <param name="beta1">How much of the mean gradient is kept from step to step: 0 to less than 1.</param>
    /// <param name="beta2">How much of the mean squared gradient is kept from step to step: 0 to less than 1.</param>
    /// <param name="epsilon">Added to the root of the second moment, greater than 0.</param>
    /// <param name="weightDecay">Strength of the L2 penalty, added to the gradient of every parameter.</param>
    /// <param name="momentumDecay">How fast the momentum rises from beta1 / 2 to beta1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public NAdam(
        Schedule? rate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0, double momentumDecay = 0.004)
        : base(rate ?? 0.002)
    {
        _beta1 = Require.Fraction(beta1);
        _beta2 = Require.Fraction(beta2);
        _epsilon = (float)Require.Positive(epsilon);
        _weightDecay = Require.Rate(weightDecay);
        _momentum = new NesterovMomentum(beta1, Require.Rate(momentumDecay));
    }

    /// <inheritdoc/>
    protected override int StatesPerParameter => 2;

    /// <inheritdoc/>
    protected override void Update(ParameterInfo group, double rate, long step, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state)
    {
        double now = _momentum.At(step), next = _momentum.At(step + 1), product = _momentum.Product(step);
        Rule rule = new()
        {
            FirstShare = (float)(1 - _beta1),
            SecondKept = (float)_beta2,
            SecondShare = (float)(1 - _beta2),
            Penalty = (float)WeightDecayOf(group, _weightDecay),
            MeanSize = (float)(rate * next / (1 - product * next)),
            SlopeSize = (float)(rate * (1 - now) / (1 - product)),
            RootScale = (float)(1 / Math.Sqrt(1 - Math.Pow(_beta2, step))),
            Epsilon = _epsilon,
        };
        UpdateLoop.Run(rule, parameters, gradients, state);
    }

    private readonly struct Rule : IUpdateRule
    {
        public float FirstShare { get; init; }

        public float SecondKept { get; init; }

        public float SecondShare { get; init; }

        public float Penalty { get; init; }

        public float MeanSize { get; init; }

        public float SlopeSize { get; init; }

        public float RootScale { get; init; }

        public float Epsilon { get; init; }

        public int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Next(Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            Vector<float> slope = gradient + Penalty * weight;
            Vector<float> mean = first += FirstShare * (slope - first);
            Vector<float> square = second = SecondKept * second + SecondShare * (slope * slope);
            return weight - (MeanSize * mean + SlopeSize * slope) / (RootScale * Vector.SquareRoot(square) + new Vector<float>(Epsilon));
        }
    }
}
