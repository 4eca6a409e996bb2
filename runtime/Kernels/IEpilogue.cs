using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>What a kernel does with a vector of its results before it stores it at an offset; the element-wise steps behind a layer are one.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IEpilogue
{
    /// <summary>The results on 512 bits.</summary>
    Vector512<float> Apply(Vector512<float> value, nint at);

    /// <summary>The results on 256 bits.</summary>
    Vector256<float> Apply(Vector256<float> value, nint at);

    /// <summary>The results on 128 bits.</summary>
    Vector128<float> Apply(Vector128<float> value, nint at);
}

/// <summary>Results as they are.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct NoEpilogue : IEpilogue
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> value, nint at) => value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Apply(Vector256<float> value, nint at) => value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Apply(Vector128<float> value, nint at) => value;
}
