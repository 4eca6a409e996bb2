using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Digits;

/// <summary>Rows are the digits shown, columns what the network read; right answers are green, mistakes orange.</summary>
internal static class ConfusionTable
{
    public static IRenderable Create(TestResult test)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn(Column("is/read"));
        for (int digit = 0; digit < TestResult.Classes; digit++)
            table.AddColumn(Column(Number(digit)));
        table.AddColumn(Column("recall"));

        for (int label = 0; label < TestResult.Classes; label++)
        {
            List<IRenderable> cells = [new Text(Number(label), new Style(decoration: Decoration.Bold))];
            for (int prediction = 0; prediction < TestResult.Classes; prediction++)
                cells.Add(Cell(test.Confusion[label, prediction], label == prediction));
            cells.Add(new Text(new Percentage(test.Recall(label)).ToString()));
            table.AddRow(cells);
        }

        return table;
    }

    private static TableColumn Column(string title) => new TableColumn(title).NoWrap().RightAligned().Padding(0, 0, 1, 0);

    private static Text Cell(int count, bool diagonal)
    {
        if (count == 0)
            return new("·", new Style(Color.Grey));
        return new(Number(count), diagonal ? new Style(Color.Green) : new Style(Color.DarkOrange, decoration: Decoration.Bold));
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
