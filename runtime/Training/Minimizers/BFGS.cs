using Kiln.Data;

namespace Kiln.Training;

/// <summary>
/// BFGS on the loss over all data at once, for networks of a few thousand weights at most: it keeps a matrix of all pairs of weights, and needs fewer
/// passes than <see cref="LBFGS"/> for it. Nocedal and Wright, "Numerical Optimization" (2006), algorithm 6.1, with a line search for the strong Wolfe
/// conditions (algorithms 3.5 and 3.6).
/// </summary>
public static class BFGS
{
    // A matrix of half a gigabyte.
    private const int MostWeights = 8192;

    /// <summary>Minimizes a network's mean loss over a dataset; the network keeps the best weights that were found.</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network; it begins with its present weights.</param>
    /// <param name="data">The network's inputs, then its targets. All of it is read for each evaluation, in batches of the network's MaxBatch.</param>
    /// <param name="options">When to stop.</param>
    /// <param name="cancellationToken">Stops before the next iteration; the network then has the best weights so far.</param>
    /// <exception cref="ArgumentException">
    /// The data does not fit the network, an option is outside its range, or the network has too many weights.
    /// </exception>
    /// <exception cref="WeightsException">The file at <see cref="MinimizeOptions.SavePath"/> is malformed or belongs to another run.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static MinimizeResult Minimize<T>(T network, IDataset data, MinimizeOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, ITrainable<T>
    {
        return Minimizer.Fit(network, data, Matrix, options ?? new MinimizeOptions(), cancellationToken);

        static InverseHessian Matrix(int length) => length <= MostWeights
            ? new InverseHessian(length)
            : throw new ArgumentException($"BFGS keeps a matrix of {length} x {length} numbers for {T.Info.Name}; use LBFGS.Minimize.", nameof(network));
    }
}
