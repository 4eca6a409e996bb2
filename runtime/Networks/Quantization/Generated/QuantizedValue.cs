using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>A value that is observed in floats: floats [Offset, Offset + Length) of an observed row.</summary>
/// <param name="Name">Its layer.</param>
/// <param name="Scale">Index of its group in the layout's scales.</param>
/// <param name="Offset">First float in an observed row.</param>
/// <param name="Length">Floats of one sample.</param>
/// <param name="Channels">Its channels.</param>
/// <param name="ChannelsLast">Whether float i belongs to channel i % Channels; otherwise to channel i / (Length / Channels).</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record QuantizedValue(string Name, int Scale, int Offset, int Length, int Channels, bool ChannelsLast = false);
