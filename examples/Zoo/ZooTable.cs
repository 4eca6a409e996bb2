using System.Globalization;
using Spectre.Console;

namespace Zoo;

/// <summary>One line for each network: what goes in and out, and what it costs.</summary>
internal static class ZooTable
{
    public static void Write()
    {
        // A file or a pipe has no width of its own.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 160;
        Table table = new Table().Border(TableBorder.Simple).AddColumns(
            new TableColumn("network"), new TableColumn("input"), new TableColumn("output"), new TableColumn("parameters").RightAligned(),
            new TableColumn("multiply-adds").RightAligned(), new TableColumn("arena, bytes").RightAligned(), new TableColumn("paper"));
        foreach (Exhibit exhibit in Catalog.All)
        {
            table.AddRow(
                new Text(exhibit.Info.Name),
                new Text(Shapes(exhibit.Info.Inputs.Select(input => input.Shape))),
                new Text(Shapes(exhibit.Info.Outputs.Select(output => output.Shape))),
                new Text(Number(exhibit.Info.ParameterCount)),
                new Text(Number(exhibit.Info.MultiplyAdds)),
                new Text(Number(exhibit.Info.ArenaBytes)),
                new Text(exhibit.Paper));
        }

        AnsiConsole.Write(table);
    }

    private static string Shapes(IEnumerable<IReadOnlyList<int>> shapes) => string.Join(", ", shapes.Select(shape => string.Join('×', shape)));

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
