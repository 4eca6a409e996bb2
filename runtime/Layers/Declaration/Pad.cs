namespace Kiln;

/// <summary>Values of a padding parameter that are rules rather than numbers.</summary>
public static class Pad
{
    /// <summary>
    /// Pads (kernel - 1) * dilation in total, with an odd one at the end, so that stride 1 keeps height and width (TensorFlow's rule).
    /// </summary>
    public const int Same = -1;
}
