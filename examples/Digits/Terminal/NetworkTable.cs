using System.Globalization;
using Kiln;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Digits;

/// <summary>The layers with their shapes and sizes.</summary>
internal static class NetworkTable
{
    public static IRenderable Create(NetworkSummary network)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns(
            Column("layer"),
            Column("kind"),
            Column("output").RightAligned(),
            Column("parameters").RightAligned(),
            Column("multiply-adds").RightAligned(),
            Column("implementation"));
        foreach (LayerInfo layer in network.Layers)
        {
            table.AddRow(
                new Text(layer.Name), new Text(layer.Kind), new Text(string.Join('×', layer.OutputShape)), new Text(Number(layer.Parameters)),
                new Text(Number(layer.MultiplyAdds)), new Text(layer.Algorithm));
        }

        string sizes = string.Create(
            CultureInfo.InvariantCulture,
            $"{network.ParameterCount:N0} parameters, {network.MultiplyAdds:N0} multiply-adds per image, "
            + $"{network.ArenaBytes:N0} bytes of memory to infer and {network.TrainingArenaBytes:N0} to train");
        return new Rows(table, new Text(sizes));
    }

    /// <summary>Narrow gaps: the table of LeNet-5 fits into 80 letters.</summary>
    private static TableColumn Column(string title) => new TableColumn(title).NoWrap().Padding(0, 0, 1, 0);

    private static string Number(long value) => value == 0 ? "" : value.ToString("N0", CultureInfo.InvariantCulture);
}
