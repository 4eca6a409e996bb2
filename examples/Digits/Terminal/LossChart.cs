using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Digits;

/// <summary>The loss of every step on a logarithmic scale, as text.</summary>
internal static class LossChart
{
    private const int Columns = 64;
    private const int Rows = 10;

    public static IRenderable Create(History history)
    {
        double[] curve = Curves.Average(history.Losses, Columns * 2);
        if (curve.Length == 0)
            return new Text("no steps");

        (double low, double high) = Curves.LogarithmicRange(curve);
        BrailleCanvas canvas = new(Columns, Rows);
        int previous = -1;
        for (int i = 0; i < curve.Length; i++)
        {
            int x = curve.Length == 1 ? 0 : i * (canvas.Width - 1) / (curve.Length - 1);
            int y = (int)Math.Round((1 - Curves.LogarithmicShare(curve[i], low, high)) * (canvas.Height - 1));
            int from = previous < 0 ? y : previous;
            for (int dot = Math.Min(from, y); dot <= Math.Max(from, y); dot++)
                canvas.Set(x, dot);
            previous = y;
        }

        Grid grid = new Grid().AddColumn(new GridColumn().RightAligned().NoWrap()).AddColumn(new GridColumn().NoWrap());
        for (int row = 0; row < Rows; row++)
        {
            string label = row == 0 ? Number(high) : row == Rows - 1 ? Number(low) : "";
            grid.AddRow(new Text(label), new Text(canvas.Row(row), new Style(Color.DarkOrange)));
        }

        string last = history.Losses.Count.ToString("N0", CultureInfo.InvariantCulture);
        grid.AddRow(new Text(""), new Text("step 1" + last.PadLeft(Columns - 6)));
        return grid;
    }

    private static string Number(double value) => value.ToString("0.0###", CultureInfo.InvariantCulture);
}
