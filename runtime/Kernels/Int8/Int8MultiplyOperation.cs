using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>The rescaled product of two bytes less their zero points.</summary>
internal readonly partial struct Int8MultiplyOperation(Int8Rescaling rescaling, sbyte zeroA, sbyte zeroB) : IInt8Operation
{
    private readonly Int8Rescaling _rescaling = rescaling;
    private readonly int _zeroA = zeroA, _zeroB = zeroB;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Apply(int a, int b) => _rescaling.Apply((a - _zeroA) * (b - _zeroB));
}
