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
            new TableColumn("layer"),
            new TableColumn("kind"),
            new TableColumn("output").RightAligned(),
            new TableColumn("parameters").RightAligned(),
            new TableColumn("multiply-adds").RightAligned(),
            new TableColumn("algorithm"));
        foreach (LayerInfo layer in network.Layers)
        {
            table.AddRow(new Text(layer.Name), new Text(layer.Kind), new Text(string.Join(" x ", layer.OutputShape)), new Text(Number(layer.Parameters)), new Text(Number(layer.MultiplyAdds)), new Text(layer.Algorithm));
        }

        string sizes = string.Create(CultureInfo.InvariantCulture, $"{network.ParameterCount:N0} parameters, {network.MultiplyAdds:N0} multiply-adds per image, {network.ArenaBytes:N0} bytes of memory to infer and {network.TrainingArenaBytes:N0} to train");
        return new Rows(table, new Text(sizes));
    }

    private static string Number(long value) => value == 0 ? "" : value.ToString("N0", CultureInfo.InvariantCulture);
}
