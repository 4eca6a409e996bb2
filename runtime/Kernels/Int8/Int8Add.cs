using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// Sums and differences of bytes: y = clamp((M1 a + M2 b + C) &gt;&gt; S, low, high). M1 and M2 have 15 bits and a sign, C holds all zero points and the half
/// that rounds; the four lie in <c>constants</c> in this order.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Int8Add
{
    /// <summary>So many elements that lie one behind the other; y may be a or b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ref sbyte a, ref sbyte b, ref int constants, ref sbyte clamp, ref sbyte y, nint count)
    {
        Int8AddOperation operation = new(ref constants, ref clamp);
        Int8Binary.Run(in operation, ref a, 1, ref b, 1, ref y, count);
    }

    /// <summary>The same over nested loops; y may be an operand that is nowhere broadcast.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunBroadcast(ref sbyte a, ref sbyte b, ref int constants, ref sbyte clamp, ref sbyte y, in Int8BroadcastShape shape)
    {
        Int8AddOperation operation = new(ref constants, ref clamp);
        Int8Binary.RunBroadcast(in operation, ref a, ref b, ref y, in shape);
    }
}
