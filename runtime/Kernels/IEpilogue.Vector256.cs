using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

public partial interface IEpilogue
{
    /// <summary>The results of the elements from <paramref name="at"/> on.</summary>
    Vector256<float> Apply(Vector256<float> value, nint at);

    /// <summary>
    /// The results of the lanes from <paramref name="first"/> to before <paramref name="last"/>, where lane i is the element
    /// <paramref name="at"/> + i <paramref name="stride"/>; nothing is read for the others.
    /// </summary>
    Vector256<float> ApplyToLanes(Vector256<float> value, nint at, nint stride, nint first, nint last);
}
