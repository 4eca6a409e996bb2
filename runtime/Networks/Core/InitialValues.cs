using Kiln.Kernels;

namespace Kiln;

/// <summary>
/// Initial values of a tensor. Element i in PyTorch's order is number i of the stream keyed by (seed, name), so neither the storage
/// order nor other layers, threads or machines change it.
/// </summary>
internal static class InitialValues
{
    // Keeps these draws apart from dropout, shuffles and augmentation with the same seed and name.
    private const string Purpose = "initial values";

    /// <summary>Fills a tensor's storage with its initial values.</summary>
    public static void Fill(int seed, StoredTensor tensor, Span<float> storage)
    {
        float value = (float)tensor.Spec.Value;
        if (tensor.Spec.Kind == InitialKind.Constant)
        {
            storage.Fill(value);
            return;
        }

        RandomKey key = RandomKey.Of(seed, Purpose, tensor.Name);
        bool normal = tensor.Spec.Kind == InitialKind.Normal;
        for (RowMajorWalk walk = tensor.Walk(); walk.MoveNext();)
            storage[walk.Position] = value * (normal ? CounterRandom.Normal(key, walk.Element) : (2 * CounterRandom.Uniform(key, walk.Element)) - 1);
    }
}
