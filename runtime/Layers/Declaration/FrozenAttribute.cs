namespace Kiln;

/// <summary>
/// The parameters of the method, the block or the whole network keep their values while the network trains: they have no gradients, and
/// nothing is kept or computed for them.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class FrozenAttribute : Attribute;
