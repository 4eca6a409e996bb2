using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Digits;

/// <summary>
/// Images side by side with what the network read. In colour each letter is an upper half block that shows two grey pixels;
/// without colour it is a Braille letter that shows eight black and white ones.
/// </summary>
internal static class SampleStrip
{
    private const int Columns = Renderer.Size / 2;
    private const int Rows = Renderer.Size / 4;

    /// <summary>Letters that an image takes with the space beside it.</summary>
    public const int CellWidth = Columns + 2;

    public static IRenderable Create(IEnumerable<Sample> samples, bool colors)
    {
        Sample[] shown = [.. samples];
        Grid grid = new();
        foreach (Sample _ in shown)
            grid.AddColumn(new GridColumn().NoWrap().Width(Columns).Padding(0, 0, 2, 0));
        if (shown.Length == 0)
            return new Text("none");

        grid.AddRow([.. shown.Select(sample => colors ? (IRenderable)Shaded(sample.Pixels) : Dotted(sample.Pixels))]);
        grid.AddRow([.. shown.Select(sample => new Text(Caption(sample), new Style(sample.Label == sample.Prediction ? Color.Green : Color.DarkOrange)))]);
        return grid;
    }

    private static string Caption(Sample sample)
    {
        string read = sample.Label == sample.Prediction ? $"{sample.Label}" : $"{sample.Label} read {sample.Prediction}";
        return string.Create(CultureInfo.InvariantCulture, $"{read} {sample.Confidence * 100,3:0} %");
    }

    /// <summary>Two by two pixels make one shade, two shades make one letter.</summary>
    private static Markup Shaded(float[] pixels)
    {
        System.Text.StringBuilder text = new();
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                byte upper = Shade(pixels, column * 2, row * 4), lower = Shade(pixels, column * 2, row * 4 + 2);
                text.Append(CultureInfo.InvariantCulture, $"[rgb({upper},{upper},{upper}) on rgb({lower},{lower},{lower})]▀[/]");
            }

            text.Append('\n');
        }

        return new(text.ToString().TrimEnd('\n'));
    }

    private static byte Shade(float[] pixels, int x, int y)
    {
        float sum = pixels[y * Renderer.Size + x] + pixels[y * Renderer.Size + x + 1] + pixels[(y + 1) * Renderer.Size + x]
            + pixels[(y + 1) * Renderer.Size + x + 1];
        return (byte)(sum / 4 * 255);
    }

    private static Text Dotted(float[] pixels)
    {
        const float Threshold = 0.4f;
        BrailleCanvas canvas = new(Columns, Rows);
        for (int i = 0; i < pixels.Length; i++)
        {
            if (pixels[i] > Threshold)
                canvas.Set(i % Renderer.Size, i / Renderer.Size);
        }

        return new(string.Join('\n', Enumerable.Range(0, Rows).Select(canvas.Row)));
    }
}
