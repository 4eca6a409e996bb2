using System.Globalization;

namespace Kiln;

/// <summary>One row of a network's layer table.</summary>
/// <param name="Name">Scoped name, such as <c>body.conv2d1</c>.</param>
/// <param name="Kind">Kind of layer, such as <c>Conv2D</c>.</param>
/// <param name="OutputShape">Shape of one sample's output, channels first.</param>
/// <param name="Parameters">Number of weights that this layer owns.</param>
/// <param name="MultiplyAdds">Multiply-add operations for one sample.</param>
/// <param name="ReceptiveField">Input pixels along one side that one output element sees; 0 where that has no meaning.</param>
/// <param name="Algorithm">How inference computes it, such as <c>direct</c> or <c>winograd</c>.</param>
public sealed record LayerInfo(
    string Name, string Kind, IReadOnlyList<int> OutputShape, long Parameters, long MultiplyAdds, int ReceptiveField, string Algorithm)
{
    /// <summary>For example <c>conv2d1 Conv2D [6, 28, 28], 156 parameters, 117,600 multiply-adds (direct)</c>.</summary>
    public override string ToString() =>
        $"{Name} {Kind} {Shapes.Format(OutputShape)}, " +
        string.Create(CultureInfo.InvariantCulture, $"{Parameters:N0} parameters, {MultiplyAdds:N0} multiply-adds ({Algorithm})");
}
