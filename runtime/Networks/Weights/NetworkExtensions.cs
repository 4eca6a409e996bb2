namespace Kiln;

/// <summary>Parameters and gradients by name, and what optimizers do with all gradients at once.</summary>
public static class NetworkExtensions
{
    // Keeps a norm of zero from dividing by zero, as in torch.nn.utils.clip_grad_norm_.
    private const double ClipEpsilon = 1e-6;

    extension(INetwork network)
    {
        /// <summary>A parameter (or running statistic) in PyTorch's shape and order.</summary>
        /// <param name="name">Its name, such as <c>conv2d1.weight</c>.</param>
        /// <exception cref="ArgumentException">No tensor has that name; the message lists similar ones.</exception>
        public ParameterView Parameter(string name)
        {
            ArgumentNullException.ThrowIfNull(name);
            return new ParameterView(network.Core, network.Core.Find(name), gradient: false);
        }
    }

    extension(ITrainable network)
    {
        /// <summary>The gradient of a parameter in PyTorch's shape and order.</summary>
        /// <param name="name">The parameter's name, such as <c>conv2d1.weight</c>.</param>
        /// <exception cref="ArgumentException">No parameter has that name, or it has no gradient because it is frozen or a running statistic.</exception>
        public ParameterView Gradient(string name)
        {
            ArgumentNullException.ThrowIfNull(name);
            StoredTensor tensor = network.Core.Find(name);
            if (tensor.IsState) throw new ArgumentException($"{name} is a running statistic, which has no gradient.", nameof(name));
            if (tensor.Spec.Info.Frozen) throw new ArgumentException($"{name} is frozen, so it has no gradient.", nameof(name));
            return new ParameterView(network.Core, tensor, gradient: true);
        }

        /// <summary>Euclidean norm of all gradients together, summed in double precision.</summary>
        public float GradientNorm() => (float)GradientVector.Norm(network.Core);

        /// <summary>Scales all gradients by min(1, maxNorm / (norm + 1e-6)), so that their global norm is at most <paramref name="maxNorm"/>.</summary>
        /// <param name="maxNorm">Largest norm, at least 0; infinity only measures. A NaN or infinite norm makes the gradients NaN, as in PyTorch.</param>
        /// <returns>The norm before clipping.</returns>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxNorm"/> is negative or NaN.</exception>
        public float ClipGradients(double maxNorm)
        {
            if (!(maxNorm >= 0)) throw new ArgumentOutOfRangeException(nameof(maxNorm), maxNorm, "maxNorm must be at least 0.");
            double norm = GradientVector.Norm(network.Core);
            double factor = maxNorm / (norm + ClipEpsilon);
            if (!(factor >= 1) && !double.IsPositiveInfinity(maxNorm)) GradientVector.Scale(network.Core, (float)factor);
            return (float)norm;
        }

        /// <summary>Brings each gradient into [-maxValue, maxValue], as torch.nn.utils.clip_grad_value_ does; NaN stays.</summary>
        /// <param name="maxValue">Largest absolute value, at least 0.</param>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxValue"/> is negative or NaN.</exception>
        public void ClipGradientValues(double maxValue)
        {
            if (!(maxValue >= 0)) throw new ArgumentOutOfRangeException(nameof(maxValue), maxValue, "maxValue must be at least 0.");
            GradientVector.Clamp(network.Core, (float)maxValue);
        }
    }
}
