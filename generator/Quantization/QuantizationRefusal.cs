namespace Kiln.Generator.Quantization;

/// <summary>A layer that cannot be computed in integers, and what to do about it.</summary>
internal sealed class QuantizationRefusal(Problem problem) : Exception(problem.Message)
{
    public Problem Problem => problem;
}
