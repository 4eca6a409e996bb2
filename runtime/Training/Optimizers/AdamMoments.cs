using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
    /// <param name="shrink">The factor applied to the weights first; 1 changes no bit.</param>
    /// <param name="parameters">The weights w.</param>
    /// <param name="gradients">Their gradients g.</param>
    /// <param name="state">All of m, then all of v.</param>
    public void Update(double rate, long step, double shrink, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state)
    {
        // 1 - beta^t loses its digits in float when beta is close to 1, so both corrections are computed in double.
        double firstCorrection = 1 - Math.Pow(_beta1, step);
        double secondCorrection = 1 - Math.Pow(_beta2, step);
        Apply(
            parameters, gradients, state[..parameters.Length], state.Slice(parameters.Length, parameters.Length), (float)(1 - _beta1), (float)_beta2,
            (float)(1 - _beta2), (float)shrink, (float)(rate / firstCorrection), (float)(1 / Math.Sqrt(secondCorrection)), _epsilon);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply(
        Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> firstMoments, Span<float> secondMoments,
        float firstShare, float secondKept, float secondShare, float shrink, float size, float rootScale, float epsilon)
    {
        ref float w = ref MemoryMarshal.GetReference(parameters);
        ref float g = ref MemoryMarshal.GetReference(gradients[..parameters.Length]);
        ref float m = ref MemoryMarshal.GetReference(firstMoments);
        ref float v = ref MemoryMarshal.GetReference(secondMoments);
        Vector<float> floor = new(epsilon);
        nuint i = 0, length = (nuint)parameters.Length, width = (nuint)Vector<float>.Count;
        for (; i + width <= length; i += width)
        {
            Vector<float> gradient = Vector.LoadUnsafe(ref g, i);
            Vector<float> first = Vector.LoadUnsafe(ref m, i);
            first += firstShare * (gradient - first);
            Vector<float> second = secondKept * Vector.LoadUnsafe(ref v, i) + secondShare * (gradient * gradient);
            Vector.StoreUnsafe(first, ref m, i);
            Vector.StoreUnsafe(second, ref v, i);
            Vector<float> denominator = rootScale * Vector.SquareRoot(second) + floor;
            Vector.StoreUnsafe(shrink * Vector.LoadUnsafe(ref w, i) - size * first / denominator, ref w, i);
        }

        for (; i < length; i++)
        {
            float gradient = Unsafe.Add(ref g, i);
            float first = Unsafe.Add(ref m, i);
            first += firstShare * (gradient - first);
            float second = secondKept * Unsafe.Add(ref v, i) + secondShare * (gradient * gradient);
            Unsafe.Add(ref m, i) = first;
            Unsafe.Add(ref v, i) = second;
            float denominator = rootScale * MathF.Sqrt(second) + epsilon;
            Unsafe.Add(ref w, i) = shrink * Unsafe.Add(ref w, i) - size * first / denominator;
        }
    }
}
