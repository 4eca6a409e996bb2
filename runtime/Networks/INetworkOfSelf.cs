using Kiln.Data;

namespace Kiln;

/// <summary>A network as generic code sees it: create, share and run without knowing the class.</summary>
/// <typeparam name="TSelf">The network class.</typeparam>
public interface INetwork<TSelf> : INetwork
    where TSelf : class, INetwork<TSelf>
{
    /// <summary>Layers, shapes and costs.</summary>
    static abstract NetworkInfo Info { get; }

    /// <summary>A new network with its own weights.</summary>
    /// <param name="maxBatch">Largest number of samples in one call.</param>
    /// <param name="seed">Seed of the initial weights and of dropout.</param>
    /// <param name="threads">Threads that share the work; 0 = one for each processor, 1 = the calling thread only.</param>
    static abstract TSelf Create(int maxBatch = 1, int seed = 0, int threads = 0);

    /// <summary>Another instance on the same weights, with its own memory, for another thread.</summary>
    /// <param name="maxBatch">Largest number of samples in one call; null = as this instance.</param>
    TSelf Share(int? maxBatch = null);

    /// <summary>Inference on whole batches: one column for each input, one for each output.</summary>
    void Forward(Batch inputs, Batch outputs);
}
