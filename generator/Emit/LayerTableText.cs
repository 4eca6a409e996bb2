namespace Kiln.Generator.Emit;

/// <summary>The layer table as plain text: the same columns and rows as those that <c>Info</c> prints.</summary>
internal static class LayerTableText
{
    private static readonly NumberFormatInfo s_groups = new() { NumberGroupSeparator = "," };

    /// <summary>The columns of numbers, which are aligned to the right.</summary>
    private const int FirstNumber = 3, LastNumber = 7;

    /// <summary>A heading, a line for each layer, and the totals.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<LayerRow> layers, long parameterCount)
    {
        List<string[]> rows =
        [
            ["layer", "kind", "output", "parameters", "multiply-adds", "cycles", "memory", "field", "implementation"],
            .. layers.Select(layer => new[]
            {
                layer.Name, layer.Kind, layer.Output.ToString(),
                Cell(layer.Parameters), Cell(layer.MultiplyAdds), Cell(layer.Cycles), Cell(layer.Memory), Cell(layer.ReceptiveField),
                layer.Implementation,
            }),
            ["total", "", "", Count(parameterCount), Count(layers.Sum(layer => layer.MultiplyAdds)), Count(layers.Sum(layer => layer.Cycles)), "", "", ""],
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        return rows.Select(row => string.Join("  ", row.Select((cell, column) =>
            column is >= FirstNumber and <= LastNumber ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
    }

    /// <summary>A number in groups of three, as tables show it.</summary>
    public static string Count(long value) => value.ToString("#,0", s_groups);

    /// <summary>A dash instead of 0: most layers own no weights, and the eye should find those that do.</summary>
    private static string Cell(long value) => value == 0 ? "-" : Count(value);
}
