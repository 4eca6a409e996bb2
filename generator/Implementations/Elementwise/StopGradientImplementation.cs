namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="StopGradient"/> is computed.</summary>
internal sealed class StopGradientImplementation(StopGradient op) : Implementation<StopGradient>(op)
{
}
