namespace Kiln.Training;

/// <summary>A point of a line search.</summary>
/// <param name="Step">How far along the direction it lies.</param>
/// <param name="Loss">The loss there.</param>
/// <param name="Slope">The derivative of the loss along the direction.</param>
/// <param name="Point">The variables.</param>
/// <param name="Gradient">The gradient.</param>
internal sealed record LinePoint(double Step, double Loss, double Slope, double[] Point, double[] Gradient);
