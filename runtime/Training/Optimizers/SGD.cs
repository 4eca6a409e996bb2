using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kiln.Training;

/// <summary>
/// Stochastic gradient descent: d = g + weightDecay w; v = momentum v + d (the first v is d); w -= rate v, the rate outside of v.
/// With Nesterov's look-ahead w -= rate (d + momentum v). Sutskever et al., "On the importance of initialization and momentum in
/// deep learning" (ICML 2013), in PyTorch's form.
/// </summary>
public sealed class SGD : Optimizer
{
    private readonly float _momentum;
    private readonly bool _nesterov;
    private readonly float _weightDecay;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="rate">The learning rate: a number or a <see cref="Schedule"/>.</param>
    /// <param name="momentum">How much of the velocity is kept from step to step: 0 (none) to less than 1.</param>
    /// <param name="nesterov">Looks ahead along the velocity; needs a momentum.</param>
    /// <param name="weightDecay">Strength of the L2 penalty, added to the gradient of every parameter.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    /// <exception cref="ArgumentException">Nesterov without a momentum.</exception>
    public SGD(Schedule rate, double momentum = 0, bool nesterov = false, double weightDecay = 0) : base(rate)
    {
        _momentum = (float)Require.Fraction(momentum);
        _weightDecay = (float)Require.Rate(weightDecay);
        if (nesterov && momentum == 0) throw new ArgumentException("nesterov needs a momentum greater than 0, for example momentum: 0.9.", nameof(nesterov));
        _nesterov = nesterov;
    }

    /// <inheritdoc/>
    protected override int StatesPerParameter => _momentum == 0 ? 0 : 1;

    /// <inheritdoc/>
    protected override void Update(ParameterInfo group, double rate, long step, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state)
    {
        if (_momentum == 0) Descend(parameters, gradients, (float)rate);
        else DescendWithMomentum(parameters, gradients, state, (float)rate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Descend(Span<float> parameters, ReadOnlySpan<float> gradients, float rate)
    {
        ref float w = ref MemoryMarshal.GetReference(parameters);
        ref float g = ref MemoryMarshal.GetReference(gradients[..parameters.Length]);
        float decay = _weightDecay;
        nuint i = 0, length = (nuint)parameters.Length, width = (nuint)Vector<float>.Count;
        for (; i + width <= length; i += width)
        {
            Vector<float> weight = Vector.LoadUnsafe(ref w, i);
            Vector.StoreUnsafe(weight - rate * (Vector.LoadUnsafe(ref g, i) + decay * weight), ref w, i);
        }

        for (; i < length; i++)
        {
            float weight = Unsafe.Add(ref w, i);
            Unsafe.Add(ref w, i) = weight - rate * (Unsafe.Add(ref g, i) + decay * weight);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DescendWithMomentum(Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> velocities, float rate)
    {
        ref float w = ref MemoryMarshal.GetReference(parameters);
        ref float g = ref MemoryMarshal.GetReference(gradients[..parameters.Length]);
        ref float v = ref MemoryMarshal.GetReference(velocities[..parameters.Length]);
        float decay = _weightDecay, momentum = _momentum;
        bool nesterov = _nesterov;
        nuint i = 0, length = (nuint)parameters.Length, width = (nuint)Vector<float>.Count;
        for (; i + width <= length; i += width)
        {
            Vector<float> weight = Vector.LoadUnsafe(ref w, i);
            Vector<float> slope = Vector.LoadUnsafe(ref g, i) + decay * weight;
            Vector<float> velocity = momentum * Vector.LoadUnsafe(ref v, i) + slope;
            Vector.StoreUnsafe(velocity, ref v, i);
            Vector.StoreUnsafe(weight - rate * (nesterov ? slope + momentum * velocity : velocity), ref w, i);
        }

        for (; i < length; i++)
        {
            float weight = Unsafe.Add(ref w, i);
            float slope = Unsafe.Add(ref g, i) + decay * weight;
            float velocity = momentum * Unsafe.Add(ref v, i) + slope;
            Unsafe.Add(ref v, i) = velocity;
            Unsafe.Add(ref w, i) = weight - rate * (nesterov ? slope + momentum * velocity : velocity);
        }
    }
}
