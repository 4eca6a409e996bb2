using System.Globalization;

namespace Kiln;

/// <summary>One row of a network's layer table.</summary>
/// <param name="Name">Scoped name, such as <c>body.conv2d1</c>.</param>
/// <param name="Kind">Kind of layer as the network names it, such as <c>DepthwiseConv2D</c>.</param>
/// <param name="OutputShape">Shape of one sample's output, channels first.</param>
/// <param name="Parameters">Number of weights that this layer owns.</param>
/// <param name="MultiplyAdds">Multiply-add operations for one sample, over all uses of the layer.</param>
/// <param name="Cycles">
/// What inference is expected to take for one sample, in cycles of the reference core (Intel Haswell, 2013), whatever machine runs it; 0 where the layer has
/// no pass of its own.
/// </param>
/// <param name="ArenaBytes">
/// Bytes of working memory in use while inference computes the layer, for one sample: what it reads and makes, what later layers still read, and what it needs
/// besides; 0 where the layer has no pass of its own. The largest is <see cref="NetworkInfo.ArenaBytes"/>, or somewhat less: memory of samples and memory of
/// steps may be fullest at different layers, and buffers may leave gaps.
/// </param>
/// <param name="ReceptiveField">Input pixels along one side that one output element sees; 0 where that has no meaning.</param>
/// <param name="Algorithm">
/// How inference computes it, such as <c>GEMM</c>; <c>fused</c> or <c>folded</c> where the kernel of another layer does the work.
/// </param>
public sealed record LayerInfo(
    string Name, string Kind, IReadOnlyList<int> OutputShape, long Parameters, long MultiplyAdds, long Cycles, long ArenaBytes, int ReceptiveField,
    string Algorithm)
{
    /// <summary>For example <c>conv2d1 Conv2D [6, 28, 28], 156 parameters, 117,600 multiply-adds (planar convolution)</c>.</summary>
    public override string ToString() =>
        $"{Name} {Kind} {Shapes.Format(OutputShape)}, " +
        string.Create(CultureInfo.InvariantCulture, $"{Parameters:N0} parameters, {MultiplyAdds:N0} multiply-adds ({Algorithm})");
}
