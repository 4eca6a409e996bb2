using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>The type of the elements of a model's tensor.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum ModelElement
{
    /// <summary>Signed bytes.</summary>
    Int8,

    /// <summary>Unsigned bytes.</summary>
    UInt8,

    /// <summary>Signed integers of 32 bits.</summary>
    Int32,

    /// <summary>Floats of 32 bits.</summary>
    Float32,
}
