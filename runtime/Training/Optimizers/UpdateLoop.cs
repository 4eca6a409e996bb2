using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kiln.Training;

/// <summary>The loop that all optimizers share: whole vectors, then the rest in a vector whose other lanes hold zeros.</summary>
internal static class UpdateLoop
{
    /// <summary>Updates a tensor.</summary>
    /// <param name="rule">The formula.</param>
    /// <param name="parameters">The weights; changed in place.</param>
    /// <param name="gradients">Their gradients.</param>
    /// <param name="state">All of the first remembered number, then all of the second, then all of the third.</param>
    /// <returns>The rule, with what it summed up on its way.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TRule Run<TRule>(TRule rule, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state)
        where TRule : struct, IUpdateRule
    {
        int states = rule.States;
        ref float w = ref MemoryMarshal.GetReference(parameters);
        ref float g = ref MemoryMarshal.GetReference(gradients[..parameters.Length]);
        ref float s = ref MemoryMarshal.GetReference(state[..(states * parameters.Length)]);
        nuint i = 0, length = (nuint)parameters.Length, width = (nuint)Vector<float>.Count;
        for (; i + width <= length; i += width)
        {
            Vector<float> first = states > 0 ? Vector.LoadUnsafe(ref s, i) : Vector<float>.Zero;
            Vector<float> second = states > 1 ? Vector.LoadUnsafe(ref s, length + i) : Vector<float>.Zero;
            Vector<float> third = states > 2 ? Vector.LoadUnsafe(ref s, 2 * length + i) : Vector<float>.Zero;
            Vector.StoreUnsafe(rule.Next(Vector.LoadUnsafe(ref w, i), Vector.LoadUnsafe(ref g, i), ref first, ref second, ref third), ref w, i);
            if (states > 0) Vector.StoreUnsafe(first, ref s, i);
            if (states > 1) Vector.StoreUnsafe(second, ref s, length + i);
            if (states > 2) Vector.StoreUnsafe(third, ref s, 2 * length + i);
        }

        if (i < length) Rest(ref rule, parameters, gradients[..parameters.Length], state, (int)i);
        return rule;
    }

    private static void Rest<TRule>(ref TRule rule, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state, int from)
        where TRule : struct, IUpdateRule
    {
        Span<float> w = parameters[from..];
        Span<float> firsts = Rest(state, block: 0, parameters.Length, from, rule.States);
        Span<float> seconds = Rest(state, block: 1, parameters.Length, from, rule.States);
        Span<float> thirds = Rest(state, block: 2, parameters.Length, from, rule.States);
        Vector<float> first = Load(firsts), second = Load(seconds), third = Load(thirds);
        Store(rule.Next(Load(w), Load(gradients[from..]), ref first, ref second, ref third), w);
        Store(first, firsts);
        Store(second, seconds);
        Store(third, thirds);
    }

    private static Span<float> Rest(Span<float> state, int block, int length, int from, int states) =>
        block < states ? state.Slice(block * length + from, length - from) : [];

    private static Vector<float> Load(ReadOnlySpan<float> values)
    {
        Span<float> lanes = stackalloc float[Vector<float>.Count];
        lanes.Clear();
        values.CopyTo(lanes);
        return new Vector<float>(lanes);
    }

    private static void Store(Vector<float> vector, Span<float> values)
    {
        for (int lane = 0; lane < values.Length; lane++) values[lane] = vector[lane];
    }
}
