using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Training;

/// <summary>
/// The step that Adam and AdamW share: m += (1 - beta1)(g - m); v = beta2 v + (1 - beta2) g g;
/// w = shrink w - rate / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon).
/// </summary>
internal sealed class AdamMoments(double beta1, double beta2, double epsilon)
{
    private readonly double _beta1 = Require.Fraction(beta1);
    private readonly double _beta2 = Require.Fraction(beta2);
    private readonly float _epsilon = (float)Require.Positive(epsilon);

    /// <param name="rate">The learning rate.</param>
    /// <param name="step">The step t, counted from 1.</param>
    /// <param name="penalty">Strength of the L2 penalty that is part of g.</param>
    /// <param name="shrink">The factor applied to the weights first; 1 changes no bit.</param>
    /// <param name="parameters">The weights w.</param>
    /// <param name="gradients">Their gradients g.</param>
    /// <param name="state">All of m, then all of v.</param>
    public void Update(
        double rate, long step, double penalty, double shrink, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state)
    {
        // 1 - beta^t loses its digits in float when beta is close to 1, so both corrections are computed in double.
        double firstCorrection = 1 - Math.Pow(_beta1, step);
        double secondCorrection = 1 - Math.Pow(_beta2, step);
        Rule rule = new()
        {
            FirstShare = (float)(1 - _beta1),
            SecondKept = (float)_beta2,
            SecondShare = (float)(1 - _beta2),
            Penalty = (float)penalty,
            Shrink = (float)shrink,
            Size = (float)(rate / firstCorrection),
            RootScale = (float)(1 / Math.Sqrt(secondCorrection)),
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

        public float Shrink { get; init; }

        public float Size { get; init; }

        public float RootScale { get; init; }

        public float Epsilon { get; init; }

        public int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Next(Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            Vector<float> slope = gradient + Penalty * weight;
            Vector<float> mean = first += FirstShare * (slope - first);
            Vector<float> square = second = SecondKept * second + SecondShare * (slope * slope);
            return Shrink * weight - Size * mean / (RootScale * Vector.SquareRoot(square) + new Vector<float>(Epsilon));
        }
    }
}
