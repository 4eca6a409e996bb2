using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>Products of bytes: (a - zeroA) (b - zeroB), rescaled to the scale of the result.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Int8Multiply
{
    /// <summary>So many elements that lie one behind the other; y may be a or b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        ref sbyte a, ref sbyte b, ref int multiplier, ref byte shift, ref sbyte clamp, ref sbyte zeroA, ref sbyte zeroB, ref sbyte zeroY, ref sbyte y,
        nint count)
    {
        Int8MultiplyOperation operation = new(new Int8Rescaling(multiplier, shift, ref clamp, zeroY), zeroA, zeroB);
        Int8Binary.Run(in operation, ref a, 1, ref b, 1, ref y, count);
    }

    /// <summary>The same over nested loops; y may be an operand that is nowhere broadcast.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunBroadcast(
        ref sbyte a, ref sbyte b, ref int multiplier, ref byte shift, ref sbyte clamp, ref sbyte zeroA, ref sbyte zeroB, ref sbyte zeroY, ref sbyte y,
        in Int8BroadcastShape shape)
    {
        Int8MultiplyOperation operation = new(new Int8Rescaling(multiplier, shift, ref clamp, zeroY), zeroA, zeroB);
        Int8Binary.RunBroadcast(in operation, ref a, ref b, ref y, in shape);
    }
}
