using Digits;
using Kiln.Data;
using Kiln.Training;

namespace Zoo;

/// <summary>Trains the autoencoder on drawn digits and lets it draw: pictures from latent vectors that nobody encoded.</summary>
internal static class VaeStudio
{
    public const int Latent = 20;

    public static Vae Train(IDataset digits, int epochs, Action<string> report)
    {
        var net = new Vae(maxBatch: 128, seed: 1);
        // The target is the input.
        new Trainer<Vae>(net, new Adam(1e-3)).Fit(
            digits.Columns(0, 0), epochs: epochs, report: epoch => report(FormattableString.Invariant($"VAE epoch {epoch.Number}: loss {epoch.Loss:F1}")));
        return net;
    }

    /// <summary>Pictures of 28 x 28 pixels in [0, 1], one after another, from latent vectors of the prior.</summary>
    public static float[] Draw(Vae net, int count, long seed)
    {
        float[] pictures = new float[count * Renderer.Pixels], latent = new float[Latent];
        var random = new Philox(seed);
        for (int i = 0; i < count; i++)
        {
            foreach (ref float z in latent.AsSpan()) z = random.NextNormal();
            Span<float> picture = pictures.AsSpan(i * Renderer.Pixels, Renderer.Pixels);
            net.Decode(latent, picture);
            // Decode gives logits of pixels.
            foreach (ref float pixel in picture) pixel = 1 / (1 + MathF.Exp(-pixel));
        }

        return pictures;
    }
}
