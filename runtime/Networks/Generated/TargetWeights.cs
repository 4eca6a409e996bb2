using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// The weights by which class indices count in a loss: 0 for <paramref name="IgnoreIndex"/>, else the class's own weight, or 1 where there are no
/// <paramref name="ClassWeights"/>. The indices are column <paramref name="Column"/> of the network's inputs and targets; -1 = they belong to an entry.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record TargetWeights(int Column, int IgnoreIndex, IReadOnlyList<float> ClassWeights)
{
    /// <summary>The sum of weights. A value that is not a class does not count here: the call that follows reports it.</summary>
    internal double Sum(ReadOnlySpan<int> targets)
    {
        double sum = 0;
        foreach (int target in targets)
        {
            if (target == IgnoreIndex) continue;
            if (ClassWeights.Count == 0) sum++;
            else if ((uint)target < (uint)ClassWeights.Count) sum += ClassWeights[target];
        }

        return sum;
    }
}
