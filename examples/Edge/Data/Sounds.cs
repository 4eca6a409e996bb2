namespace Edge;

/// <summary>
/// A machine that hums, as five frames of 128 bands: a tone with its harmonics. An ailing one, class 1, has a faint tone besides that does not belong there.
/// </summary>
internal static class Sounds
{
    public const int Classes = 2;
    private const int Frames = 5, Bands = 128, Harmonics = 6;
    private const double Noise = 0.25, Faint = 0.9, Width = 1.5;

    public static void Draw(Random random, int label, Span<float> sound)
    {
        double tone = random.Between(14, 18), loudness = random.Between(0.8, 1.4), stranger = random.Between(4, Bands - 4);
        for (int frame = 0; frame < Frames; frame++)
        {
            double wobble = tone * (1 + (0.01 * random.Normal()));
            for (int band = 0; band < Bands; band++)
            {
                double value = Noise * random.Normal();
                for (int harmonic = 1; harmonic <= Harmonics; harmonic++) value += loudness * 3 / harmonic * Peak(band - (wobble * harmonic));
                if (label == 1) value += Faint * Peak(band - stranger);
                sound[(frame * Bands) + band] = (float)value;
            }
        }
    }

    private static double Peak(double distance) => Math.Exp(-distance * distance / (2 * Width * Width));
}
