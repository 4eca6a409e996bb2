using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>
/// A way to add dot products of quads: lane i of the sums grows by the products of the bytes 4i to 4i + 3 of inputs and weights, or of the two numbers of 16
/// bits in them. Inputs that are bytes have the form of <see cref="Int8Dot.InputFlip"/>. A type argument, so that each way is its own machine code.
/// </summary>
internal interface IInt8Dot
{
    /// <summary>Whether so many layers multiply in this way that tiles of every size are worth their machine code.</summary>
    static abstract bool IsFrequent { get; }

    /// <summary>The sums plus the dot products of quads.</summary>
    static abstract Vector128<int> Add(Vector128<int> sums, Vector128<byte> inputs, Vector128<sbyte> weights);

    /// <inheritdoc cref="Add(Vector128{int}, Vector128{byte}, Vector128{sbyte})"/>
    static abstract Vector256<int> Add(Vector256<int> sums, Vector256<byte> inputs, Vector256<sbyte> weights);

    /// <inheritdoc cref="Add(Vector128{int}, Vector128{byte}, Vector128{sbyte})"/>
    static abstract Vector512<int> Add(Vector512<int> sums, Vector512<byte> inputs, Vector512<sbyte> weights);
}
