namespace Kiln.Generator.Layouts;

/// <summary>
/// A place in a buffer that several values share: floats from pixel to pixel there (of a channels-last map; else of the whole sample), and
/// the channel with which the value begins. Kernels write whole vectors, so there is always room for the value's last one.
/// </summary>
internal readonly record struct View(int Pitch, int First)
{
    /// <summary>The value has memory of the usual shape to itself.</summary>
    public bool IsNone => Pitch == 0;
}
