using System.Diagnostics.CodeAnalysis;
using Kiln.Kernels;

namespace Kiln;

/// <summary>Programs in two calls: the second one works on what the first one left in the arena.</summary>
public sealed partial class NetworkCore
{
    private readonly LeftActivations[] _left;

    /// <summary>What a program left: the number of samples (0 = nothing), the version of the weights it computed with, and its step.</summary>
    private readonly record struct LeftActivations(int Batch, long Version, long Step);

    /// <summary>Takes what the first call left; another call would find the memory overwritten.</summary>
    private void TakeUp(ProgramLayout plan, int batch)
    {
        LeftActivations left = _left[plan.Continues];
        if (left.Batch != batch || left.Version != Version) ThrowNothingToTakeUp(plan, left, batch);
        _left[plan.Continues] = default;
        Step = left.Step;
    }

    [DoesNotReturn]
    private void ThrowNothingToTakeUp(ProgramLayout plan, LeftActivations left, int batch)
    {
        string first = _weights.Layout.Programs[plan.Continues].Name;
        throw new InvalidOperationException(
            left.Batch == 0 ? $"{Info.Name}.{plan.Name} needs a {first} before it: each {first} allows one {plan.Name}, which uses up what it left."
            : left.Batch != batch ? $"{Info.Name}.{plan.Name} got the gradients of {batch} samples, but the {first} before it had {left.Batch}."
            : $"The weights of {Info.Name} were changed after {first}: {plan.Name} would mix old activations with new weights. "
                + $"Call {first} again, or step after {plan.Name}.");
    }
}
