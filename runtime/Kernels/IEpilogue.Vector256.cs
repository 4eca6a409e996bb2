using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

public partial interface IEpilogue
{
    /// <summary>
    /// The results of the elements from <paramref name="at"/> on. Where a kernel's vectors lie along channels, <paramref name="channel"/> is the first one's;
    /// other kernels give 0 and take no steps that read by channel.
    /// </summary>
    Vector256<float> Apply(Vector256<float> value, nint at, nint channel);

    /// <summary>
    /// The results of the lanes from <paramref name="first"/> to before <paramref name="last"/>, where lane i is the element
    /// <paramref name="at"/> + i <paramref name="stride"/>; nothing is read for the others.
    /// </summary>
    Vector256<float> ApplyToLanes(Vector256<float> value, nint at, nint stride, nint first, nint last);
}
