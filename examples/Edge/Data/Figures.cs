namespace Edge;

/// <summary>
/// 3 x 96 x 96 pixels from 0 to 1: class 1 has a figure in the picture, a round head above a longer body, sometimes hard to tell from the shading behind it
/// and from the noise. Place, size and colours say nothing.
/// </summary>
internal static class Figures
{
    public const int Classes = 2;
    private const int Side = 96;
    private const double Noise = 0.08;

    public static void Draw(Random random, int label, Span<float> image)
    {
        double size = random.Between(9, 16), x = random.Between(30, 66), y = random.Between(30, 66), angle = random.Between(-0.3, 0.3);
        Span<double> behind = stackalloc double[3], figure = stackalloc double[3], slope = stackalloc double[3];
        for (int channel = 0; channel < 3; channel++)
        {
            behind[channel] = random.Between(0.1, 0.5);
            figure[channel] = behind[channel] + random.Between(0.15, 0.4);
            slope[channel] = random.Between(-0.2, 0.2);
        }

        for (int row = 0; row < Side; row++)
            for (int column = 0; column < Side; column++)
            {
                // Turned so that the figure stands upright.
                double across = ((column - x) * Math.Cos(angle)) + ((row - y) * Math.Sin(angle));
                double down = ((row - y) * Math.Cos(angle)) - ((column - x) * Math.Sin(angle));
                bool isFigure = label == 1
                    && (Square(across / size * 1.6) + Square(down / size) < 1 || Square(across) + Square(down + (1.45 * size)) < Square(0.5 * size));
                for (int channel = 0; channel < 3; channel++)
                {
                    double value = isFigure ? figure[channel] : behind[channel] + (slope[channel] * ((column + row) / (double)Side - 1));
                    image[(((channel * Side) + row) * Side) + column] = (float)Math.Clamp(value + (Noise * random.Normal()), 0, 1);
                }
            }
    }

    private static double Square(double value) => value * value;
}
