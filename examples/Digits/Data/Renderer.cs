using System.Numerics;

namespace Digits;

/// <summary>
/// Draws digits as a person would: picks a hand, moves its control points a little, turns, slants and scales the whole, then pulls a round pen along it.
/// Only + - * / and square roots are used, which IEEE 754 rounds the same everywhere: a seed gives the same pixels on every machine.
/// </summary>
internal sealed class Renderer(int seed, Distortion distortion)
{
    /// <summary>Pixels on each side of an image.</summary>
    public const int Size = 28;

    public const int Pixels = Size * Size;

    private const int SegmentsPerCurve = 7;

    /// <summary>Draws image number <paramref name="index"/> of this seed; 0 is paper, 1 is full ink, in steps of 1/255 as an image file would hold.</summary>
    public void Draw(int index, int digit, Span<float> pixels)
    {
        Randomness random = new((ulong)seed, (ulong)index);
        pixels.Clear();

        IReadOnlyList<Stroke> strokes = Strokes.Of(random.Next(Strokes.HandCount), digit);
        List<Vector2[]> lines = Distort(strokes, ref random);
        Center(lines, new Vector2(random.Next(distortion.Shift), random.Next(distortion.Shift)));

        float pen = random.Next(distortion.Pen);
        foreach (Vector2[] line in lines)
        {
            for (int i = 1; i < line.Length; i++)
                DrawSegment(pixels, line[i - 1], line[i], pen);
        }

        if (random.NextSingle() < distortion.StrayShare)
            DrawStray(pixels, ref random);
        Expose(pixels, ref random);
    }

    private List<Vector2[]> Distort(IReadOnlyList<Stroke> strokes, ref Randomness random)
    {
        float scale = random.Next(distortion.Height) / Strokes.Height;
        float stretch = random.Next(distortion.Stretch);
        float slant = random.Next(distortion.Slant);

        // The rational parametrisation of the circle, t = tan(angle / 2), which is angle / 2 to within 2 % here.
        float t = random.Next(distortion.Turn) / 2;
        float cosine = (1 - t * t) / (1 + t * t);
        float sine = 2 * t / (1 + t * t);

        List<Vector2[]> lines = new(strokes.Count);
        Vector2 font = default, paper = default;
        foreach (Stroke stroke in strokes)
        {
            Vector2[] points = new Vector2[stroke.Points.Length];
            for (int i = 0; i < points.Length; i++)
            {
                // A stroke that starts where another ended must still start there.
                if (stroke.Points[i] != font || lines.Count == 0 && i == 0)
                {
                    font = stroke.Points[i];
                    float x = (font.X + random.Next(distortion.Wobble)) * scale * stretch;
                    float y = (font.Y + random.Next(distortion.Wobble)) * scale;
                    x -= slant * y;
                    paper = new(cosine * x - sine * y, sine * x + cosine * y);
                }

                points[i] = paper;
            }

            lines.Add(stroke.Curved ? Flatten(points) : points);
        }

        return lines;
    }

    /// <summary>Replaces each cubic Bezier curve by short lines.</summary>
    private static Vector2[] Flatten(Vector2[] points)
    {
        int curves = (points.Length - 1) / 3;
        Vector2[] line = new Vector2[curves * SegmentsPerCurve + 1];
        line[0] = points[0];
        for (int curve = 0; curve < curves; curve++)
        {
            Vector2 a = points[3 * curve], b = points[3 * curve + 1], c = points[3 * curve + 2], d = points[3 * curve + 3];
            for (int step = 1; step <= SegmentsPerCurve; step++)
            {
                float t = (float)step / SegmentsPerCurve, u = 1 - t;
                line[curve * SegmentsPerCurve + step] = u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
            }
        }

        return line;
    }

    /// <summary>Moves the middle of the bounding box to the middle of the image plus <paramref name="shift"/>.</summary>
    private static void Center(List<Vector2[]> lines, Vector2 shift)
    {
        Vector2 low = new(float.MaxValue), high = new(float.MinValue);
        foreach (Vector2[] line in lines)
        {
            foreach (Vector2 point in line)
            {
                low = Vector2.Min(low, point);
                high = Vector2.Max(high, point);
            }
        }

        Vector2 move = new Vector2((Size - 1) / 2f) + shift - (low + high) / 2;
        foreach (Vector2[] line in lines)
        {
            for (int i = 0; i < line.Length; i++)
                line[i] += move;
        }
    }

    /// <summary>
    /// Anti-aliased: a pixel is covered by the pen's radius plus half a pixel less its distance to the segment, cut to [0, 1].
    /// Only the pixels that the pen can reach are visited, a few dozen for each segment.
    /// </summary>
    private static void DrawSegment(Span<float> pixels, Vector2 from, Vector2 to, float pen)
    {
        float reach = pen + 0.5f;
        int left = Math.Max(0, (int)(Math.Min(from.X, to.X) - reach)), right = Math.Min(Size - 1, (int)(Math.Max(from.X, to.X) + reach + 1));
        int top = Math.Max(0, (int)(Math.Min(from.Y, to.Y) - reach)), bottom = Math.Min(Size - 1, (int)(Math.Max(from.Y, to.Y) + reach + 1));

        float dx = to.X - from.X, dy = to.Y - from.Y;
        float squaredLength = dx * dx + dy * dy;
        float inverse = squaredLength > 0 ? 1 / squaredLength : 0;
        float squaredReach = reach * reach;

        for (int y = top; y <= bottom; y++)
        {
            float py = y - from.Y;
            for (int x = left; x <= right; x++)
            {
                float px = x - from.X;
                float along = (px * dx + py * dy) * inverse;
                along = along < 0 ? 0 : along > 1 ? 1 : along;
                float ex = px - along * dx, ey = py - along * dy;
                float squaredDistance = ex * ex + ey * ey;
                if (squaredDistance >= squaredReach)
                    continue;
                float coverage = reach - MathF.Sqrt(squaredDistance);
                ref float pixel = ref pixels[y * Size + x];
                if (coverage > pixel)
                    pixel = coverage < 1 ? coverage : 1;
            }
        }
    }

    private void DrawStray(Span<float> pixels, ref Randomness random)
    {
        Vector2 from = new(random.Next(new Interval(0, Size)), random.Next(new Interval(0, Size)));
        Vector2 toward = new(random.Next(new Interval(-1, 1)), random.Next(new Interval(-1, 1)));
        float length = MathF.Max(toward.Length(), 0.1f);
        DrawSegment(pixels, from, from + toward * (random.Next(distortion.StrayLength) / length), random.Next(distortion.Pen) * 0.6f);
    }

    /// <summary>Ink is not equally dark on every page, and every camera adds grain.</summary>
    private void Expose(Span<float> pixels, ref Randomness random)
    {
        float ink = random.Next(distortion.Ink), grain = random.Next(distortion.Grain);
        for (int i = 0; i < pixels.Length; i++)
        {
            float value = ink * pixels[i] + grain * random.NextNormal();
            value = value < 0 ? 0 : value > 1 ? 1 : value;
            pixels[i] = (int)(value * 255 + 0.5f) / 255f;
        }
    }
}
