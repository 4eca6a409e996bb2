namespace Kiln.Training;

/// <summary>Creates trainers without spelling the network's type.</summary>
public static class Trainer
{
    /// <summary>The same as <c>new Trainer&lt;T&gt;(network, optimizer, options)</c>.</summary>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network to train.</param>
    /// <param name="optimizer">The rule that changes the weights.</param>
    /// <param name="options">What the trainer does besides the plain loop.</param>
    public static Trainer<T> For<T>(T network, Optimizer optimizer, TrainerOptions? options = null) where T : class, ITrainable<T> =>
        new(network, optimizer, options);
}
