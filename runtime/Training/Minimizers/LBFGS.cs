using Kiln.Data;

namespace Kiln.Training;

/// <summary>
/// L-BFGS on the loss over all data at once: for small data and smooth losses, where it needs tens of passes and no learning rate. Liu and Nocedal, "On the
/// Limited Memory BFGS Method for Large Scale Optimization" (1989), as in Nocedal and Wright, "Numerical Optimization" (2006), algorithms 7.4 and 7.5, with a
/// line search for the strong Wolfe conditions (algorithms 3.5 and 3.6).
/// </summary>
public static class LBFGS
{
    /// <summary>Minimizes a network's mean loss over a dataset; the network keeps the best weights that were found.</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network; it begins with its present weights.</param>
    /// <param name="data">The network's inputs, then its targets. All of it is read for each evaluation, in batches of the network's MaxBatch.</param>
    /// <param name="options">When to stop.</param>
    /// <param name="cancellationToken">Stops before the next iteration; the network then has the best weights so far.</param>
    /// <exception cref="ArgumentException">The data does not fit the network, or an option is outside its range.</exception>
    /// <exception cref="WeightsException">The file at <see cref="MinimizeOptions.SavePath"/> is malformed or belongs to another run.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static MinimizeResult Minimize<T>(T network, IDataset data, MinimizeOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, ITrainable<T>
    {
        MinimizeOptions chosen = options ?? new MinimizeOptions();
        return Minimizer.Fit(network, data, length => new LimitedMemory(length, chosen.History), chosen, cancellationToken);
    }
}
