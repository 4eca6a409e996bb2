using System.Text.Json;
using System.Text.RegularExpressions;
using Kiln.Compiler.Tests.Networks;
using Kiln.Data;
using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Compiler.Tests.Quantization;

/// <summary>
/// tests/parity/int8.py, which knows docs/arithmetic.md and a model file, gives the bits of the generated class. Golden files hold what it gave, so that this
/// is tested without Python, too, and files stay readable.
/// </summary>
[Trait("Category", "Numeric")]
public sealed partial class IntegerParityTests
{
    private const int Batch = 2;

    /// <summary>Between them they have a line of every kind.</summary>
    private static readonly NetworkText[] s_networks =
    [
        new("Convolutions", "[Input(3, 9, 8)] [Conv2D(6, kernel: 3, padding: 1), BatchNorm, ReLU, Conv2D(8, kernel: [2, 3], stride: [2, 1], dilation: [1, 2], "
            + "padding: [-1, -1]), ReLU, MaxPool2D(2), Flatten, Dense(7)]"),
        new("Groups", "[Input(4, 7, 6)] [DepthwiseConv2D(kernel: 3, padding: 1), BatchNorm, ReLU, Conv2D(12, kernel: 3, groups: 2), ReLU, "
            + "DepthwiseConv2D(kernel: 2, multiplier: 2), GlobalAveragePool, Flatten, Dense(3), Sigmoid]"),
        new("Functions", "[Input(10)] [ReLU, Dense(9), GELU, Dense(8), SiLU, Dense(8), ELU, Tanh, Dense(5), Softmax]"),
        new("Transposed", "[Input(3, 4, 5)] [Conv2DTranspose(5, kernel: 3, stride: 2, padding: 1, outputPadding: 1), ReLU, "
            + "Conv2DTranspose(2, kernel: 2, stride: 3)]"),
        new("Pools", "[Input(3, 11, 10)] [AveragePool2D(3, stride: 2, padding: 1, countPadding: false), MaxPool2D(3, stride: 2, padding: 1, ceilMode: true), "
            + "AveragePool2D(2, stride: 1, padding: 1), Upsample(2), Upsample(3, Interpolation.Bilinear), Pad(1)]"),
        new("Signal", "[Input(4, 15)] [Conv1D(6, kernel: 5, padding: 2, stride: 2), ReLU, Conv1D(5, kernel: 3)]"),
        new("Pixels", "[Input<byte>(2, 6, 6, Scale = 0.0078125, Offset = -1)] [Conv2D(4, kernel: 3), ReLU, Flatten, Dense(3)]"),
        new("Tokens", "[Input<int>(7)] [Embedding(11, 6), Dense(9), ReLU, Dense(4)]"),
        Wired("Arithmetic", "[Input(6, 5, 4)] Node x, [Input(2, 5, 4)] Node w", "Node y = x.Conv2D(6, kernel: 1); "
            + "Node gate = y.Mean(1, 2).Dense(6).Sigmoid(); y = (y * gate.Reshape(6, 1, 1) + x).ReLU() - x; return Node.Concat(y.Slice(0, 1, 3), w).Transpose(2, 0, 1)"),
        Wired("Reductions", "[Input(6, 5, 4)] Node x, [Input(4)] Node w", "Node y = x.Conv2D(3, kernel: 2); "
            + "return Node.Concat(y.Clip(-0.5, 0.5).Sum(0).Max(1), (y.Max(0, 1) - w.Sum(0).Reshape(1)).ReLU())"),
        // The floats of an entry are in the file, too, and change nothing about the integers.
        new("Entry", "", Methods: "static Node Build([Input(3, 5, 4)] Node x) => Features(x).ReLU(); [Entry(Quantize = false)] static Node Features("
            + "[Input(3, 5, 4)] Node x) => x.Conv2D(4, kernel: 3, bias: false).BatchNorm();"),
    ];

    private static readonly Lazy<IReadOnlyList<QuantizedClasses>> s_classes = new(
        () => QuantizedClasses.Compile([.. s_networks.Select(Quantized)]));

    private static EvaluatedNetwork Quantized(NetworkText text)
    {
        EvaluatedNetwork network = text.Evaluate();
        return QuantizedNetworkCheck.Quantized(
            network.Graph, text.Name, new() { FloatEntries = [.. network.Entries.Where(entry => entry.IsFloat).Select(entry => entry.Name)] });
    }

    public static TheoryData<string> Names => [.. s_networks.Select(text => text.Name)];

    /// <summary>Where golden files are.</summary>
    private static string Golden => Path.Combine(SharedFiles.Repository, "tests", "parity", "golden", "int8");

    [Theory]
    [MemberData(nameof(Names))]
    public void Golden_files_give_what_the_script_computed(string name)
    {
        QuantizedClasses classes = ClassesOf(name);
        INetworkProbe integers = classes.Create(Batch);
        NetworkInfo reals = classes.Floats(Batch, seed: 1, threads: 1).Info;
        var files = new IntegerParityFiles(Golden, name);
        files.Load(integers.Network);
        files.Compare(Run(integers, files.Inputs(reals), reals));
    }

    /// <summary>KILN_WRITE_GOLDEN=1 keeps the files as golden ones.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_script_computes_the_bits_of_the_network(string name)
    {
        string python = PythonScript.Interpreter();
        if (TestLevel.Setting("KILN_WRITE_GOLDEN", 0) != 0) CompareWithScript(python, ClassesOf(name), Golden, seed: 1);
        else InTemporaryFolder(folder => CompareWithScript(python, ClassesOf(name), folder, seed: 2));
    }

    [Fact]
    public void The_script_computes_the_bits_of_random_networks()
    {
        string python = PythonScript.Interpreter();
        int count = TestLevel.Count(10, 200);
        List<EvaluatedNetwork> networks = [];
        for (int seed = 1; networks.Count < count; seed++)
        {
            Graph graph = RandomGraph.Draw(new Random(seed), $"N{networks.Count}").Evaluate().Graph;
            if (QuantizedNetworkCheck.TryQuantize(graph) is not null) networks.Add(QuantizedNetworkCheck.Quantized(graph, $"N{networks.Count}"));
        }

        int computed = 0;
        InTemporaryFolder(folder =>
        {
            foreach (QuantizedClasses classes in networks.Chunk(20).SelectMany(some => QuantizedClasses.Compile(some)))
            {
                try
                {
                    CompareWithScript(python, classes, folder, seed: 1);
                    computed++;
                }
                catch (InvalidOperationException refused) when (refused.Message.Contains("quantized", StringComparison.Ordinal))
                {
                    // The scales of random weights need not fit each other.
                }
            }
        });
        Assert.InRange(computed, count / 2, count);
    }

    /// <summary>Quantizes a network, and runs both it and the script on other samples.</summary>
    private static void CompareWithScript(string python, QuantizedClasses classes, string folder, int seed)
    {
        Graph graph = classes.Network.Graph;
        INetworkProbe floats = classes.Floats(Batch, seed, threads: 1);
        var calibration = new NetworkData(graph, Batch, seed);
        calibration.SetWeights(floats);
        INetworkProbe integers = classes.Quantize(
            floats, new QuantizedNetworkCheck.Repeated(calibration.Samples(floats.Info, targets: false)), options: null, threads: 1);
        Batch inputs = new NetworkData(graph, Batch, seed + 1).Samples(floats.Info, targets: false);
        var files = new IntegerParityFiles(folder, classes.Network.Identity.Name);
        files.Write(integers.Network, inputs);
        PythonScript.Run(python, "int8.py", files.Paths);
        files.Compare(Run(integers, inputs, floats.Info));
    }

    private static void InTemporaryFolder(Action<string> run)
    {
        string folder = Directory.CreateTempSubdirectory("kiln").FullName;
        try
        {
            run(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A line that is not described could not be computed by others, and one that no network here has would never be tried.</summary>
    [Fact]
    public void Every_kind_of_line_is_described_and_tried()
    {
        string page = File.ReadAllText(Path.Combine(SharedFiles.Repository, "docs", "arithmetic.md"));
        string section = page[page.IndexOf("| `op` |", StringComparison.Ordinal)..page.IndexOf("## What is not in integers yet", StringComparison.Ordinal)];
        IEnumerable<string> described = Described().Matches(section).Select(match => match.Groups[1].Value).Where(kind => kind != "op");
        EvaluatedNetwork island = new NetworkText("Island", "[Input(6)] [Dense(4), LayerNorm(Quantize = false), Dense(3)]").Evaluate();
        IEnumerable<Graph> graphs = s_classes.Value.Select(classes => classes.Network.Quantized!.Integers)
            .Append(QuantizedNetworkCheck.TryQuantize(island.Graph, new QuantizationSettings { FloatLayers = island.FloatLayers })!.Integers);
        IEnumerable<string> tried = graphs.SelectMany(LayerListText.Of).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("op").GetString()!)
            .Where(kind => char.IsLower(kind[0])).Distinct();
        Assert.Equal(described.Order(StringComparer.Ordinal), tried.Order(StringComparer.Ordinal));
    }

    /// <summary>The outputs in real numbers.</summary>
    private static Batch Run(INetworkProbe integers, Batch inputs, NetworkInfo reals)
    {
        var outputs = new Batch(reals.Outputs, inputs.Count);
        integers.Forward(inputs, outputs);
        return outputs;
    }

    private static QuantizedClasses ClassesOf(string name) => s_classes.Value[Array.FindIndex(s_networks, text => text.Name == name)];

    private static NetworkText Wired(string name, string inputs, string body) => new(name, "", Methods: $"static Node Build({inputs}) {{ {body}; }}");

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Described();
}
