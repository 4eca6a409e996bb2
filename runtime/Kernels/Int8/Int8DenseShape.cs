namespace Kiln.Kernels;

/// <summary>What the register tiles of a dense layer have in common.</summary>
internal readonly struct Int8DenseShape
{
    /// <summary>Whole quads of inputs.</summary>
    public nint Quads { get; init; }

    /// <summary>The inputs behind them as a quad, filled up with zeros.</summary>
    public int Rest { get; init; }

    /// <summary>Bytes of a panel's weights: those of whole quads, and of one more where there is a rest.</summary>
    public nint PanelBytes { get; init; }

    /// <summary>Output channels.</summary>
    public nint Channels { get; init; }

    /// <summary>Whether there are inputs behind the last whole quad.</summary>
    public bool HasRest => PanelBytes > Quads * Int8Rows.QuadBytes;
}
