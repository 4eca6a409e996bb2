using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>The kernel that packed integers are for, and what it needs to know of the layer besides.</summary>
/// <param name="Class">The class that packs.</param>
/// <param name="Prefix">What its methods begin with.</param>
/// <param name="WeightBytes">Bytes of the packed weights.</param>
/// <param name="RequantizationBytes">Bytes of packed biases and multipliers.</param>
/// <param name="Shapes">The structures of constants.</param>
internal sealed record Int8PackingKernel(string Class, string Prefix, long WeightBytes, long RequantizationBytes, EquatableArray<Argument> Shapes);
