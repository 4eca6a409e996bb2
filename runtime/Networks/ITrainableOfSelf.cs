using Kiln.Data;

namespace Kiln;

/// <summary>A network with a loss, as generic code sees it.</summary>
/// <typeparam name="TSelf">The network class.</typeparam>
public interface ITrainable<TSelf> : INetwork<TSelf>, ITrainable
    where TSelf : class, ITrainable<TSelf>
{
    /// <summary>Mean loss over the batch as inference computes it (no dropout, running statistics).</summary>
    /// <param name="samples">Inputs, then targets, one column each.</param>
    /// <param name="outputs">Receives the network's outputs; may be null.</param>
    float Evaluate(Batch samples, Batch? outputs = null);

    /// <summary>Mean loss over the batch and its gradients.</summary>
    /// <param name="samples">Inputs, then targets, one column each.</param>
    /// <param name="scale">Factor on the gradients (not on the returned loss).</param>
    /// <param name="accumulate">Adds to the gradients instead of overwriting them.</param>
    float ForwardBackward(Batch samples, float scale = 1, bool accumulate = false);
}
