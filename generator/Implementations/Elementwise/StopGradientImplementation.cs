namespace Kiln.Generator.Implementations;

internal sealed class StopGradientImplementation(StopGradient op) : Implementation<StopGradient>(op)
{
}
