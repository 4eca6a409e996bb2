using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>Results as they are.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly partial struct NoEpilogue : IEpilogue
{
    static bool IEpilogue.ReadsOperands => false;

    void IEpilogue.NextRow()
    {
    }
}
