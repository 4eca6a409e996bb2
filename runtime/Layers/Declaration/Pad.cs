namespace Kiln;

/// <summary>Values of a padding parameter that are rules and not numbers.</summary>
public static class Pad
{
    /// <summary>
    /// Pads (kernel - 1) * dilation in all, the odd one after, so that stride 1 keeps height and width (TensorFlow's rule).
    /// </summary>
    public const int Same = -1;
}
