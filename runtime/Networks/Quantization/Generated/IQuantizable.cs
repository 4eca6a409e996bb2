using System.ComponentModel;
using Kiln.Data;

namespace Kiln.Kernels;

/// <summary>What a float network does for its quantization. Called by the runtime only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IQuantizable : INetwork
{
    /// <summary>Computes for each sample one row of <see cref="QuantizationLayout.ObservedLength"/> floats: all observed values, one after another.</summary>
    void Observe(Batch inputs, Span<float> observed);

    /// <summary>Computes the weights as they are in inference, with all that folds into them.</summary>
    void FoldWeights(Span<float> weights);
}
