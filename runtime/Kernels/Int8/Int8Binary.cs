using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>The loops of kernels with two operands.</summary>
internal static partial class Int8Binary
{
    /// <summary>
    /// y[i] = operation(a[i], b[i]); an operand with distance 0 instead of 1 is one element. y may be either operand.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TOperation>(in TOperation operation, ref sbyte a, nint strideA, ref sbyte b, nint strideB, ref sbyte y, nint count)
        where TOperation : struct, IInt8Operation
    {
        if (Vector512.IsHardwareAccelerated) Run512(in operation, ref a, strideA, ref b, strideB, ref y, count);
        else if (Vector256.IsHardwareAccelerated) Run256(in operation, ref a, strideA, ref b, strideB, ref y, count);
        else Run128(in operation, ref a, strideA, ref b, strideB, ref y, count);
    }

    /// <summary>The operation over nested loops.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunBroadcast<TOperation>(in TOperation operation, ref sbyte a, ref sbyte b, ref sbyte y, in Int8BroadcastShape shape)
        where TOperation : struct, IInt8Operation
    {
        nint count = shape.InnermostCount, strideA = shape.InnermostA, strideB = shape.InnermostB, strideY = shape.InnermostY;
        bool isRun = strideA is 0 or 1 && strideB is 0 or 1 && strideY == 1;
        for (nint i = 0; i < shape.OutermostCount; i++)
            for (nint j = 0; j < shape.OuterCount; j++)
                for (nint k = 0; k < shape.InnerCount; k++)
                {
                    ref sbyte rowA = ref Unsafe.Add(ref a, i * shape.OutermostA + j * shape.OuterA + k * shape.InnerA);
                    ref sbyte rowB = ref Unsafe.Add(ref b, i * shape.OutermostB + j * shape.OuterB + k * shape.InnerB);
                    ref sbyte row = ref Unsafe.Add(ref y, i * shape.OutermostY + j * shape.OuterY + k * shape.InnerY);
                    if (isRun)
                    {
                        Run(in operation, ref rowA, strideA, ref rowB, strideB, ref row, count);
                        continue;
                    }

                    for (nint l = 0; l < count; l++)
                        Unsafe.Add(ref row, l * strideY) = (sbyte)operation.Apply(Unsafe.Add(ref rowA, l * strideA), Unsafe.Add(ref rowB, l * strideB));
                }
    }
}
