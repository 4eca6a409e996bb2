using Digits;
using Kiln.Data;
using Kiln.Training;

namespace Zoo;

/// <summary>Trains artist and critic against each other (Goodfellow et al. 2014, algorithm 1, with the non-saturating loss of its section 3).</summary>
internal static class GanStudio
{
    private const int Batch = 64;

    public static Artist Train(IDataset digits, int epochs, Action<string> report)
    {
        var artist = new Artist(maxBatch: Batch, seed: 1);
        var critic = new Critic(maxBatch: Batch, seed: 2);
        Adam stepArtist = new(2e-4, beta1: 0.5), stepCritic = new(2e-4, beta1: 0.5);
        float[] noise = new float[Batch * Artist.InputSize];
        float[] real = new float[Batch * Renderer.Pixels];
        float[] drawn = new float[real.Length];
        float[] toward = new float[real.Length];
        float[] ones = new float[Batch], zeros = new float[Batch];
        Array.Fill(ones, 1);
        var random = new Philox(1);
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            double lossCritic = 0, lossArtist = 0;
            int steps = 0;
            foreach (Batch batch in digits.Batches(Batch, shuffleSeed: epoch, dropLast: true))
            {
                // The artist's tanh gives [-1, 1].
                ReadOnlySpan<float> pixels = batch.Read<float>(0);
                for (int i = 0; i < real.Length; i++) real[i] = (2 * pixels[i]) - 1;
                FillNoise(noise, ref random);
                artist.ForwardTraining(noise, drawn);

                lossCritic += critic.ForwardBackward(real, ones) + critic.ForwardBackward(drawn, zeros, accumulate: true);
                stepCritic.Step(critic);

                lossArtist += critic.InputGradient(drawn, ones, toward);
                artist.Backward(toward);
                stepArtist.Step(artist);
                steps++;
            }

            report(FormattableString.Invariant($"GAN epoch {epoch}: critic {lossCritic / steps:F3}, artist {lossArtist / steps:F3}"));
        }

        return artist;
    }

    /// <summary>Pictures of 28 x 28 pixels in [0, 1], one after another.</summary>
    public static float[] Draw(Artist artist, int count, long seed)
    {
        float[] pictures = new float[count * Renderer.Pixels], noise = new float[Artist.InputSize];
        var random = new Philox(seed);
        for (int i = 0; i < count; i++)
        {
            FillNoise(noise, ref random);
            Span<float> picture = pictures.AsSpan(i * Renderer.Pixels, Renderer.Pixels);
            artist.Forward(noise, picture);
            foreach (ref float pixel in picture) pixel = (pixel + 1) / 2;
        }

        return pictures;
    }

    private static void FillNoise(Span<float> noise, ref Philox random)
    {
        foreach (ref float z in noise) z = random.NextNormal();
    }
}
