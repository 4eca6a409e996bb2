using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Training;

/// <summary>
/// AdaMax, Adam with the largest gradient in place of the mean square: m += (1 - beta1)(g - m); u = max(beta2 u, |g| + epsilon);
/// w -= rate / (1 - beta1^t) m / u. Kingma and Ba, "Adam: A Method for Stochastic Optimization" (ICLR 2015), algorithm 2 in section 7.1; the epsilon, which
/// keeps u from 0, is PyTorch's.
/// </summary>
public sealed class AdaMax : Optimizer
{
    private readonly double _beta1;
    private readonly float _beta2;
    private readonly float _epsilon;
    private readonly double _weightDecay;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="rate">The learning rate: a number or a <see cref="Schedule"/>; 0.002 by default.</param>
    /// <param name="beta1">How much of the mean gradient is kept from step to step: 0 to less than 1.</param>
    /// <param name="beta2">How much of the largest gradient is kept from step to step: 0 to less than 1.</param>
    /// <param name="epsilon">Added to the absolute gradient, greater than 0.</param>
    /// <param name="weightDecay">Strength of the L2 penalty, added to the gradient of every parameter.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public AdaMax(Schedule? rate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0) : base(rate ?? 0.002)
    {
        _beta1 = Require.Fraction(beta1);
        _beta2 = (float)Require.Fraction(beta2);
        _epsilon = (float)Require.Positive(epsilon);
        _weightDecay = Require.Rate(weightDecay);
    }

    /// <inheritdoc/>
    protected override int StatesPerParameter => 2;

    /// <inheritdoc/>
    protected override void Update(ParameterInfo group, double rate, long step, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state)
    {
        float size = (float)(rate / (1 - Math.Pow(_beta1, step)));
        Rule rule = new(size, (float)(1 - _beta1), _beta2, _epsilon, (float)WeightDecayOf(group, _weightDecay));
        UpdateLoop.Run(rule, parameters, gradients, state);
    }

    private readonly struct Rule(float size, float firstShare, float secondKept, float epsilon, float decay) : IUpdateRule
    {
        public int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Next(Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            Vector<float> slope = gradient + decay * weight;
            Vector<float> mean = first += firstShare * (slope - first);
            Vector<float> largest = second = Vector.Max(secondKept * second, Vector.Abs(slope) + new Vector<float>(epsilon));
            return weight - size * mean / largest;
        }
    }
}
