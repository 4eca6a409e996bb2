namespace Kiln;

/// <summary>What is wrong with the integers of a quantized network: the tensor, and a phrase that follows its name.</summary>
internal sealed record ModelFault(string Tensor, string Problem);
