namespace Edge;

/// <summary>Stripes in five directions, wide or narrow, in colours that say nothing, under noise: 3 x 32 x 32 pixels from 0 to 255, ten classes.</summary>
internal static class Textures
{
    public const int Classes = 10;
    private const int Side = 32, Directions = 5;
    private const double Noise = 30, Wobble = 8;

    public static void Draw(Random random, int label, Span<float> image)
    {
        double angle = ((label % Directions * 180.0 / Directions) + (Wobble * random.Normal())) * Math.PI / 180;
        double wave = (label < Directions ? 0.6 : 1.2) * random.Between(0.85, 1.15), phase = random.Between(0, 2 * Math.PI);
        Span<double> dark = stackalloc double[3], light = stackalloc double[3];
        for (int channel = 0; channel < 3; channel++)
            (dark[channel], light[channel]) = (random.Between(0, 128), random.Between(96, 255));
        for (int i = 0; i < image.Length; i++)
        {
            int channel = i / (Side * Side), y = i / Side % Side, x = i % Side;
            double share = 0.5 + (0.5 * Math.Sin((wave * ((x * Math.Cos(angle)) + (y * Math.Sin(angle)))) + phase));
            double value = dark[channel] + (share * (light[channel] - dark[channel])) + (Noise * random.Normal());
            image[i] = (float)Math.Clamp(Math.Round(value), 0, 255);
        }
    }
}
