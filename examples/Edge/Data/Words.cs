namespace Edge;

/// <summary>
/// Made-up words as 49 frames of ten coefficients, each word a path of its own through them, spoken sooner or later, faster or slower, over noise. The last of
/// the twelve classes is silence.
/// </summary>
internal static class Words
{
    public const int Classes = 12, Frames = 49, Coefficients = 10;
    private const int Waves = 4, PathSeed = 7;
    private const double Noise = 0.9;

    private static readonly double[] Paths = MakePaths();

    public static void Draw(Random random, int label, Span<float> word)
    {
        double length = random.Between(24, 40), start = random.Between(0, Frames - length), loudness = label == Classes - 1 ? 0 : random.Between(0.5, 1.2);
        for (int i = 0; i < word.Length; i++)
        {
            double moment = ((i / Coefficients) - start) / length;
            double value = moment is >= 0 and <= 1 ? loudness * Path(label, i % Coefficients, moment) : 0;
            word[i] = (float)(value + (Noise * random.Normal()));
        }
    }

    private static double Path(int word, int coefficient, double moment)
    {
        double sum = 0;
        for (int wave = 0; wave < Waves; wave++)
            sum += Paths[(((word * Coefficients) + coefficient) * Waves) + wave] * Math.Cos(Math.PI * wave * moment);
        return sum;
    }

    private static double[] MakePaths()
    {
        Random random = new(PathSeed);
        return [.. Enumerable.Range(0, Classes * Coefficients * Waves).Select(_ => random.Normal() / Math.Sqrt(Waves))];
    }
}
