namespace Kiln;

/// <summary>
/// The network has an integer form, too: its class <c>Int8</c>, which <c>Quantize</c> makes from a trained network and samples of its data, and which computes
/// in bytes from the inputs to the outputs (Jacob et al. 2018).
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class QuantizeAttribute : Attribute
{
    /// <summary>The range of the weights.</summary>
    public WeightRange Weights { get; set; }

    /// <summary>Whether all channels of a layer's weight have one scale instead of one each.</summary>
    public bool PerTensor { get; set; }

    /// <summary>What the working memory of <c>Int8</c> is planned for.</summary>
    public PlanFor PlanFor { get; set; }
}
