namespace Kiln.Training;

internal static class CosineAnnealing
{
    /// <summary>Half a cosine from <paramref name="start"/> (progress 0) to <paramref name="end"/> (progress 1).</summary>
    public static double Between(double start, double end, double progress) => end + (start - end) / 2 * (1 + Math.Cos(Math.PI * progress));
}
