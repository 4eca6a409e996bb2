using System.Globalization;
using System.Text;

namespace Kiln;

/// <summary>Writes the layers of a network as a text table: names on the left, numbers on the right, totals below.</summary>
internal static class LayerTable
{
    private static readonly string[] Header = ["layer", "kind", "output", "parameters", "multiply-adds", "cycles", "memory", "field", "implementation"];
    private static readonly bool[] RightAligned = [false, false, false, true, true, true, true, true, false];

    public static string Format(NetworkInfo info)
    {
        long cycles = 0;
        foreach (LayerInfo layer in info.Layers) cycles += layer.Cycles;
        string[] total = ["total", "", "", Number(info.ParameterCount), Number(info.MultiplyAdds), Number(cycles), "", "", ""];
        StringBuilder text = new();
        text.Append(info.Name).Append(": ").Append(Tensors(info.Inputs)).Append(" -> ").Append(Tensors(info.Outputs)).Append('\n');
        text.Append(TextTable.Format(Header, info.Layers.Map(Row), total, RightAligned)).Append('\n');
        text.Append("arena ").Append(Number(info.ArenaBytes)).Append(" bytes");
        if (info.TrainingArenaBytes > 0) text.Append(", in training ").Append(Number(info.TrainingArenaBytes)).Append(" bytes");
        return text.ToString();
    }

    private static string[] Row(LayerInfo layer) =>
    [
        layer.Name, layer.Kind, Shapes.Format(layer.OutputShape),
        Count(layer.Parameters), Count(layer.MultiplyAdds), Count(layer.Cycles), Count(layer.ArenaBytes), Count(layer.ReceptiveField), layer.Algorithm,
    ];

    private static string Tensors(IReadOnlyList<TensorInfo> tensors) =>
        string.Join(", ", tensors.Map(tensor => tensor.Name + " " + Shapes.Format(tensor.Shape)));

    // A dash instead of 0: most layers own no weights, and the eye should find those that do.
    private static string Count(long value) => value == 0 ? "-" : Number(value);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
