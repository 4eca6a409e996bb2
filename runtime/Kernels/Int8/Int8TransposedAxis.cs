namespace Kiln.Kernels;

/// <summary>
/// One axis of a transposed convolution, seen from its outputs. Output o reads input i by tap k where i * stride - padding + k * dilation = o. So outputs of
/// one phase, (o + padding) modulo stride, read by the same taps, and neighbours among them read neighbouring inputs.
/// </summary>
internal readonly struct Int8TransposedAxis
{
    private readonly nint taps, stride, padding, dilation;

    /// <summary>An axis.</summary>
    public Int8TransposedAxis(nint taps, nint stride, nint padding, nint dilation)
    {
        (this.taps, this.stride, this.padding, this.dilation) = (taps, stride, padding, dilation);
        (nint divisor, nint rest) = (stride, dilation);
        while (rest != 0) (divisor, rest) = (rest, divisor % rest);
        (TapStep, InputStep) = (stride / divisor, dilation / divisor);
    }

    /// <summary>From one tap of a phase to the next.</summary>
    public nint TapStep { get; }

    /// <summary>From the input of one tap of a phase to the input of the next.</summary>
    public nint InputStep { get; }

    /// <summary>The most taps that a phase has.</summary>
    public nint MostTaps => (taps + TapStep - 1) / TapStep;

    /// <summary>The phase of an output.</summary>
    public nint Phase(nint output) => (output + padding) % stride;

    /// <summary>Number of taps of a phase; none where strides leave outputs out.</summary>
    public nint Taps(nint phase)
    {
        nint first = FirstTap(phase);
        return first < taps ? (taps - first + TapStep - 1) / TapStep : 0;
    }

    /// <summary>The last tap of a phase. It reads the first input.</summary>
    public nint LastTap(nint phase) => FirstTap(phase) + (Taps(phase) - 1) * TapStep;

    /// <summary>The first input of an output whose phase has taps; the others follow at <see cref="InputStep"/>. It may lie outside of the input.</summary>
    public nint FirstInput(nint output) => (output + padding - LastTap(Phase(output)) * dilation) / stride;

    private nint FirstTap(nint phase)
    {
        nint tap = 0;
        while (tap < TapStep && tap * dilation % stride != phase) tap++;
        return tap < TapStep ? tap : taps;
    }
}
