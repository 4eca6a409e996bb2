using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

internal partial interface IInt8Operation
{
    /// <summary>A vector of pairs.</summary>
    Vector256<int> Apply(Vector256<int> a, Vector256<int> b);
}
