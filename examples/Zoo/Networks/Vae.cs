using Kiln;

namespace Zoo;

/// <summary>Kingma and Welling 2014, appendix C: Gaussian latent variables, Bernoulli pixels.</summary>
[Network]
public sealed partial class Vae
{
    private const int Latent = 20, Hidden = 400, Pixels = 784;

    private static (Node Reconstruction, Node Mean, Node LogVariance) Build([Input(1, 28, 28)] Node image)
    {
        Node h = image.Flatten().Dense(Hidden).ReLU();
        Node mean = h.Dense(Latent), logVariance = h.Dense(Latent);
        return (Decode(mean.SampleNormal(logVariance)), mean, logVariance);
    }

    [Entry]
    private static Node Decode([Input(Latent)] Node z) => z.Dense(Hidden).ReLU().Dense(Pixels);

    /// <summary>Equation 10 with its sign turned: what is lost of the picture, and how far the latent distribution is from the prior.</summary>
    private static (Node Total, Node Picture, Node Divergence) Loss(Node reconstruction, Node mean, Node logVariance, [Input(Pixels)] Node target)
    {
        Node picture = reconstruction.BinaryCrossEntropy(target) * Pixels;
        Node divergence = -0.5 * (1 + logVariance - mean.Square() - logVariance.Exp()).Sum();
        return (picture + divergence, picture, divergence);
    }
}
