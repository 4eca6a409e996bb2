using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Edge;

/// <summary>One line for each network, and a sentence wherever integers are the slower ones.</summary>
internal static class ResultTable
{
    private static readonly string[] s_numbers =
        ["float", "int8", "file", "weights", "arena", "program", "int8, us", "median", "float, us", "median", "times as fast"];

    public static void Write(IReadOnlyList<Result> results, IReadOnlyDictionary<string, NativeProgram> programs)
    {
        // A file or a pipe has no width of its own.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 200;
        Table table = new Table().Border(TableBorder.Simple).AddColumns(
            new TableColumn("network"), new TableColumn("task"), new TableColumn("measure"));
        foreach (string column in s_numbers) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (Result result in results) table.AddRow([.. Cells(result, programs[result.Deployment.Network]).Select(cell => new Text(cell))]);
        AnsiConsole.Write(table);

        Console.WriteLine(
            "File, weights, arena and native program, with the weights inside, in bytes; the times are the least and the median, of one sample on one thread.");
        Console.WriteLine("Floats are computed directly, as a user runs them: there is no faster way for these networks to compare with yet.");
        foreach ((string network, NativeProgram program) in programs.Where(program => program.Value.Problem is not null))
            Console.WriteLine($"{network}: no native program could be published here: {program.Problem}");
        foreach (Result result in results.Where(result => result.Speed < 1))
            Console.WriteLine($"{result.Deployment.Network}, {result.Deployment.Challenge.Name}: int8 is slower than float here.");
    }

    private static IEnumerable<string> Cells(Result result, NativeProgram program) =>
    [
        result.Deployment.Network, result.Deployment.Challenge.Name, result.Deployment.Challenge.Measure,
        Score(result, result.FloatScore), Score(result, result.Int8Score),
        Bytes(new FileInfo(result.Deployment.File).Length), Bytes(WeightBytes(result.Deployment.File)), Bytes(result.Deployment.ArenaBytes),
        program.Problem is null ? Bytes(program.Bytes) : "none",
        Time(result.Int8.Best), Time(result.Int8.Median), Time(result.Float.Best), Time(result.Float.Median),
        result.Speed.ToString("F2", CultureInfo.InvariantCulture),
    ];

    /// <summary>The bytes of all weights in a safetensors file: its header names each tensor's place.</summary>
    public static long WeightBytes(string path)
    {
        byte[] content = File.ReadAllBytes(path);
        using JsonDocument header = JsonDocument.Parse(content.AsMemory(sizeof(long), (int)BinaryPrimitives.ReadInt64LittleEndian(content)));
        return header.RootElement.EnumerateObject().Where(tensor => tensor.Name.EndsWith(".weight", StringComparison.Ordinal)).Sum(tensor =>
        {
            JsonElement place = tensor.Value.GetProperty("data_offsets");
            return place[1].GetInt64() - place[0].GetInt64();
        });
    }

    private static string Score(Result result, double score) =>
        result.Deployment.Challenge.Measure == "AUC" ? score.ToString("F4", CultureInfo.InvariantCulture) : score.ToString("P2", CultureInfo.InvariantCulture);

    private static string Bytes(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(double microseconds) => microseconds.ToString("F1", CultureInfo.InvariantCulture);
}
