using System.Globalization;
using Kiln.Data;

namespace Kiln.Training;

/// <summary>Compares the gradients of a network with central differences of its training loss.</summary>
public static class GradientCheck
{
    // Enough to find a wrong rule, few enough for a unit test; every tensor gets its share.
    private const int Elements = 256;
    private const int ElementsPerTensor = 4;
    private const int Shown = 5;

    /// <summary>
    /// Checks up to 256 weights (all of them in a small network; else of every tensor the one with the largest gradient and a random
    /// choice) on the first rows of a dataset, one batch of at most <see cref="INetwork.MaxBatch"/>. Dropout repeats one mask, because the step that keys it is
    /// held. Weights, running statistics and the step are as before when this returns; the gradients are those of the batch.
    /// </summary>
    /// <remarks>
    /// Losses are single precision, so a difference of two carries noise of about 1e-7 |loss| / h: smaller gradients cannot be told from it. Where a
    /// weight lies near a kink (ReLU, a maximum), smaller differences h are tried before it counts as wrong.
    /// </remarks>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network, in the state whose gradients are checked.</param>
    /// <param name="samples">Inputs, then targets, in declaration order.</param>
    /// <param name="tolerance">Largest relative difference.</param>
    /// <exception cref="InvalidOperationException">A gradient is wrong; the message names parameter, index and both values.</exception>
    /// <exception cref="ArgumentException">The data does not fit the network.</exception>
    public static void Verify<T>(T network, IDataset samples, double tolerance = 1e-2) where T : class, ITrainable<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(samples);
        Require.Positive(tolerance);
        ColumnCheck.Verify(T.Info, samples, nameof(samples));
        using BatchLoader loader = new(samples, Math.Min(samples.Count, network.MaxBatch));
        loader.Start(epoch: 0);
        Batch batch = loader.Next()!;

        NetworkCore core = network.Core;
        FrozenMoment moment = new(core);
        try
        {
            double loss = moment.Repeat(() => network.ForwardBackward(batch));
            if (!double.IsFinite(loss)) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The loss of {T.Info.Name} is {loss}; gradients can be checked where it is finite."));
            float[] gradients = core.Gradients.ToArray();
            CentralDifference difference = new(core, loss, tolerance, () => moment.Repeat(() => network.ForwardBackward(batch)));

            List<string> wrong = [];
            ParameterInfo[] trained = [.. T.Info.Parameters.Where(parameter => !parameter.Frozen)];
            foreach (ParameterInfo parameter in trained)
            {
                ReadOnlySpan<float> own = gradients.AsSpan(parameter.Offset, parameter.Length);
                foreach (int position in Choose(parameter.Name, own, Math.Max(ElementsPerTensor, Elements / trained.Length)))
                {
                    if (difference.Agrees(parameter.Offset + position, own[position], out double numeric)) continue;
                    wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{parameter.Name}[{string.Join(", ", Index(parameter, position))}]: gradient {own[position]:G6}, central difference {numeric:G6}"));
                }
            }

            gradients.CopyTo(core.Gradients);
            if (wrong.Count == 0) return;
            string more = wrong.Count > Shown ? $"\n  and {(wrong.Count - Shown).ToString(CultureInfo.InvariantCulture)} more" : "";
            throw new InvalidOperationException($"{T.Info.Name} has wrong gradients (beyond a relative {tolerance.ToString(CultureInfo.InvariantCulture)}):\n  {string.Join("\n  ", wrong.Take(Shown))}{more}");
        }
        finally
        {
            moment.Restore();
        }
    }

    /// <summary>Positions to check: all where they are few, else the largest gradient (what a wrong rule shows best) and random ones.</summary>
    private static IEnumerable<int> Choose(string name, ReadOnlySpan<float> gradients, int count)
    {
        if (gradients.Length <= count) return Enumerable.Range(0, gradients.Length);
        int largest = 0;
        for (int i = 1; i < gradients.Length; i++)
            if (Math.Abs(gradients[i]) > Math.Abs(gradients[largest])) largest = i;

        SortedSet<int> chosen = [largest];
        Philox random = new(seed: 0, purpose: "gradientCheck", name);
        while (chosen.Count < count) chosen.Add(random.NextInt32(gradients.Length));
        return chosen;
    }

    /// <summary>PyTorch's index of a position in the kernels' order, where axis i of the storage is PyTorch's axis Permutation[i].</summary>
    private static int[] Index(ParameterInfo parameter, int position)
    {
        int[] index = new int[parameter.Shape.Count];
        for (int axis = index.Length - 1; axis >= 0; axis--)
        {
            int original = parameter.Permutation[axis];
            (position, index[original]) = Math.DivRem(position, parameter.Shape[original]);
        }

        return index;
    }
}
