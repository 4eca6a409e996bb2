using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// Dense layers over one s8 vector. Every weight is read once, so inputs are read where they lie, and a tile has as many vectors of channels as it can.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Int8Dense
{
    /// <summary>Panels <paramref name="first"/> to <paramref name="end"/>, exclusive, of 16 channels. Panels do not depend on each other.</summary>
    /// <param name="x">The input.</param>
    /// <param name="weights">From <see cref="Int8Packing.Weights"/>.</param>
    /// <param name="requantization">From <see cref="Int8Packing.Requantization"/>.</param>
    /// <param name="y">The output.</param>
    /// <param name="inputs">Length of the input, at least 2. Packing pads it to a multiple of 4 and nowhere else.</param>
    /// <param name="channels">Length of the output.</param>
    /// <param name="first">First panel.</param>
    /// <param name="end">One past the last panel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        ref sbyte x, ref float weights, ref float requantization, ref sbyte y, nint inputs, nint channels, nint first, nint end)
    {
        ref Int8Header header = ref Int8Header.Of(ref requantization);
        ref byte bytes = ref Unsafe.As<sbyte, byte>(ref x);
        nint start = first * Int8Rows.PanelChannels;
        Int8DenseShape shape = new()
        {
            Quads = inputs / Int8Rows.QuadInputs,
            Rest = Rest(ref bytes, inputs),
            PanelBytes = (inputs + Int8Rows.QuadInputs - 1) / Int8Rows.QuadInputs * Int8Rows.QuadBytes,
            Channels = nint.Min(channels, end * Int8Rows.PanelChannels) - start
        };
        ref sbyte panel = ref Unsafe.Add(ref Unsafe.As<float, sbyte>(ref weights), first * shape.PanelBytes);
        ref int blocks = ref Unsafe.As<float, int>(ref Unsafe.Add(ref requantization, Int8Header.Floats + first * Int8Header.BlockFloats));
        ref sbyte result = ref Unsafe.Add(ref y, start);
        if (header.HasWidePairs != 0) Run<AnyDot>(ref bytes, ref panel, ref blocks, ref header, ref result, in shape);
        else Run<PairDot>(ref bytes, ref panel, ref blocks, ref header, ref result, in shape);
    }

    private static void Run<TDot>(ref byte x, ref sbyte weights, ref int blocks, ref Int8Header header, ref sbyte y, in Int8DenseShape shape)
        where TDot : struct, IInt8Dot
    {
        if (Int8Dot.Prefers512) Vectors512<TDot>(ref x, ref weights, ref blocks, ref header, ref y, in shape);
        else if (Int8Dot.Prefers256) Vectors256<TDot>(ref x, ref weights, ref blocks, ref header, ref y, in shape);
        else Vectors128<TDot>(ref x, ref weights, ref blocks, ref header, ref y, in shape);
    }

    /// <summary>Whether loops take two quads a step: fewer instructions for more machine code.</summary>
    private static bool HasLongSteps => Int8Features.HasWideKernels;

    /// <summary>The inputs behind the last whole quad, filled up with zeros.</summary>
    private static int Rest(ref byte x, nint inputs)
    {
        int rest = 0;
        for (nint i = inputs & -Int8Rows.QuadInputs; i < inputs; i++) rest |= Unsafe.Add(ref x, i) << (int)(8 * (i & (Int8Rows.QuadInputs - 1)));
        return rest;
    }
}
