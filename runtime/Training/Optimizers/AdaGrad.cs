using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Training;

/// <summary>
/// AdaGrad: G += g g; w -= rate g / (sqrt(G) + epsilon). What had large gradients so far moves in small steps. Duchi, Hazan and Singer, "Adaptive Subgradient
/// Methods for Online Learning and Stochastic Optimization" (JMLR 2011), figure 1 with diagonal matrices, in PyTorch's form.
/// </summary>
public sealed class AdaGrad : Optimizer
{
    private readonly float _initial;
    private readonly float _epsilon;
    private readonly double _weightDecay;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="rate">The learning rate: a number or a <see cref="Schedule"/>; 0.01 by default.</param>
    /// <param name="initial">What the sum of squares G starts with.</param>
    /// <param name="epsilon">Added to the root of the sum, greater than 0.</param>
    /// <param name="weightDecay">Strength of the L2 penalty, added to the gradient of every parameter.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public AdaGrad(Schedule? rate = null, double initial = 0, double epsilon = 1e-10, double weightDecay = 0) : base(rate ?? 0.01)
    {
        _initial = (float)Require.Rate(initial);
        _epsilon = (float)Require.Positive(epsilon);
        _weightDecay = Require.Rate(weightDecay);
    }

    /// <inheritdoc/>
    protected override int StatesPerParameter => 1;

    /// <inheritdoc/>
    protected override void Update(ParameterInfo group, double rate, long step, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state) =>
        UpdateLoop.Run(new Rule((float)rate, _initial, _epsilon, (float)WeightDecayOf(group, _weightDecay)), parameters, gradients, state);

    private readonly struct Rule(float rate, float initial, float epsilon, float decay) : IUpdateRule
    {
        public int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Next(Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            Vector<float> slope = gradient + decay * weight;
            Vector<float> sum = first += slope * slope;
            return weight - rate * slope / (Vector.SquareRoot(sum + new Vector<float>(initial)) + new Vector<float>(epsilon));
        }
    }
}
