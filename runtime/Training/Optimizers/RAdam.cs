using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kiln.Training;

/// <summary>
/// Rectified Adam: its step is multiplied by r = sqrt((rho(t) - 4)(rho(t) - 2) rho / ((rho - 4)(rho - 2) rho(t))), which takes back the variance that few
/// gradients leave in v, where rho = 2 / (1 - beta2) - 1 and rho(t) = rho - 2 t beta2^t / (1 - beta2^t). While rho(t) is at most 5, w -= rate m without v.
/// Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond" (ICLR 2020), algorithm 2; epsilon is added to sqrt(v) before its correction, as
/// PyTorch does.
/// </summary>
public sealed class RAdam : Optimizer
{
    // Of the moving mean. Up to 4 the variance of the step is not finite; PyTorch and the authors' program leave a margin.
    private const double ShortestLength = 5;

    private readonly double _beta1;
    private readonly double _beta2;
    private readonly float _epsilon;
    private readonly double _weightDecay;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="rate">The learning rate: a number or a <see cref="Schedule"/>; 0.001 by default.</param>
    /// <param name="beta1">How much of the mean gradient is kept from step to step: 0 to less than 1.</param>
    /// <param name="beta2">How much of the mean squared gradient is kept from step to step: 0 to less than 1.</param>
    /// <param name="epsilon">Added to the root of the second moment, greater than 0.</param>
    /// <param name="weightDecay">Strength of the L2 penalty, added to the gradient of every parameter.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public RAdam(Schedule? rate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0) : base(rate ?? 0.001)
    {
        _beta1 = Require.Fraction(beta1);
        _beta2 = Require.Fraction(beta2);
        _epsilon = (float)Require.Positive(epsilon);
        _weightDecay = Require.Rate(weightDecay);
    }

    /// <inheritdoc/>
    protected override int StatesPerParameter => 2;

    /// <inheritdoc/>
    protected override void Update(ParameterInfo group, double rate, long step, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state)
    {
        double power = Math.Pow(_beta2, step), correction = 1 - power, size = rate / (1 - Math.Pow(_beta1, step));
        double longest = 2 / (1 - _beta2) - 1, length = longest - 2 * step * power / correction;
        bool isAdaptive = length > ShortestLength;
        if (isAdaptive)
        {
            double rectification = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length);
            size *= Math.Sqrt(correction * rectification);
        }

        Rule rule = new()
        {
            FirstShare = (float)(1 - _beta1),
            SecondKept = (float)_beta2,
            SecondShare = (float)(1 - _beta2),
            Penalty = (float)WeightDecayOf(group, _weightDecay),
            Size = (float)size,
            IsAdaptive = isAdaptive,
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

        public float Size { get; init; }

        public bool IsAdaptive { get; init; }

        public float Epsilon { get; init; }

        public int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Next(Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            Vector<float> slope = gradient + Penalty * weight;
            Vector<float> mean = first += FirstShare * (slope - first);
            Vector<float> square = second = SecondKept * second + SecondShare * (slope * slope);
            return weight - Size * (IsAdaptive ? mean / (Vector.SquareRoot(square) + new Vector<float>(Epsilon)) : mean);
        }
    }
}
