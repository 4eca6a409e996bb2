using System.Globalization;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Ops;
using Microsoft.CodeAnalysis;

namespace Kiln.Compiler.Tests.Analyzers;

/// <summary>Whole kinds of mistakes, made by machine: each gives one message, which names what came and a remedy that works.</summary>
public sealed class MistakeKindTests
{
    private const int Seed = 13;

    /// <summary>Each layer for maps: the call, what the message advises for a signal [channels, length], and that advice followed.</summary>
    public static TheoryData<string, string, string> MapLayers => new()
    {
        { "Conv2D(5, kernel: 3)", "use Conv1D", "x.Conv1D(5, kernel: 3)" },
        { "Conv2D(5, 3, 2, padding: Pad.Same, bias: false)", "use Conv1D", "x.Conv1D(5, 3, 2, padding: Pad.Same, bias: false)" },
        { "DepthwiseConv2D(3)", "use Conv1D with groups: {0}", "x.Conv1D({0}, kernel: 3, groups: {0})" },
        { "SeparableConv2D(5, kernel: 3)",
            "use Conv1D with groups: {0}, and Conv1D with kernel: 1",
            "x.Conv1D({0}, kernel: 3, groups: {0}).Conv1D(5, kernel: 1)" },
        { "MaxPool2D(2)", "x.Reshape({0}, windows, kernel).Max(2)", "x.Reshape({0}, {1} / 2, 2).Max(2)" },
        { "AveragePool2D(4)", "x.Reshape({0}, windows, kernel).Mean(2)", "x.Reshape({0}, {1} / 4, 4).Mean(2)" },
        { "MaxPool2D(3, stride: 2)", "Conv1D with a stride", "x.Conv1D({0}, kernel: 3, stride: 2)" },
        { "GlobalAveragePool()", "put Reshape({0}, 1, {1}) before it", "x.Reshape({0}, 1, {1}).GlobalAveragePool()" },
        { "Conv2DTranspose(5, kernel: 2, stride: 2)", "put Reshape({0}, 1, {1}) before it", "x.Reshape({0}, 1, {1}).Conv2DTranspose(5, kernel: 2, stride: 2)" },
        {
            "Upsample(3, Interpolation.Bilinear)", "put Reshape({0}, {1}, 1) before it, and Slice(axis: 2, start: 0, length: 1) and Reshape({0}, -1) after it",
            "x.Reshape({0}, {1}, 1).Upsample(3, Interpolation.Bilinear).Slice(axis: 2, start: 0, length: 1).Reshape({0}, -1)"
        },
    };

    [Theory]
    [MemberData(nameof(MapLayers))]
    public async Task A_layer_for_maps_says_what_there_is_for_signals(string call, string advice, string remedy)
    {
        foreach ((int channels, int length) in new[] { (1, 12), (2, 100), (16, 8), (33, 20) })
        {
            string Source(string result) => $"[Network] partial class N {{ static Node Build([Input({channels}, {length})] Node x) => {result}; }}";
            Diagnostic found = Assert.Single(await RunAsync(Source("x." + call)));
            Assert.Equal(("KILN128", call), (found.Id, TextOf(found)));
            Assert.Contains($"a signal [{channels}, {length}]; ", MessageOf(found), StringComparison.Ordinal);
            Assert.Contains(string.Format(CultureInfo.InvariantCulture, advice, channels, length), MessageOf(found), StringComparison.Ordinal);
            Assert.Empty(await RunAsync(Source(string.Format(CultureInfo.InvariantCulture, remedy, channels, length))));
        }
    }

    /// <summary>Every layer that takes a map, whichever they are, knows signals.</summary>
    [Fact]
    public async Task No_layer_for_maps_is_forgotten()
    {
        foreach (string layer in Stackable())
        {
            Diagnostic[] onSignal = await RunAsync($"[Network, Input(6, 40), {Attribute(layer)}] partial class N;");
            Assert.DoesNotContain("KILN102", onSignal.Select(found => found.Id));
            if (!onSignal.Any(found => found.Id == "KILN128")) continue;
            Assert.Contains(MapLayers, row => row.Data.Item1.StartsWith(layer + "(", StringComparison.Ordinal));
        }
    }

    public static TheoryData<string> Layers => [.. Stackable()];

    /// <summary>One number for each sample: the message calls it so, and its brackets, which would read as an array, are never shown.</summary>
    [Theory]
    [MemberData(nameof(Layers))]
    public async Task A_scalar_is_a_number_and_no_array(string layer)
    {
        foreach (string input in new[] { "Input", "Input<int>", "Input<byte>" })
        {
            foreach (Diagnostic found in await RunAsync($"[Network, {input}, {Attribute(layer)}] partial class N;"))
            {
                string message = MessageOf(found);
                Assert.DoesNotContain("[]", message, StringComparison.Ordinal);
                if (message.Contains(" gets ", StringComparison.Ordinal)) Assert.Matches("gets (a number|one float|one int)", message);
            }
        }
    }

    [Theory]
    [InlineData("x + y", "one int")]
    [InlineData("Node.Concat(x, x)", "a number")]
    [InlineData("x.Dense(x.Channels)", "a number")]
    [InlineData("x.Softmax(0)", "a number")]
    [InlineData("x.Reshape(2)", "a number")]
    [InlineData("x.Dense(x[1])", "a number")]
    [InlineData("Node.Parameter([3]).MatMul(x)", "a number")]
    [InlineData("y", "one int")]
    public async Task Every_message_about_a_scalar_names_it(string body, string name)
    {
        Diagnostic found = Assert.Single(await RunAsync($"[Network] partial class N {{ static Node Build([Input] Node x, [Input<int>] Node y) => {body}; }}"));
        Assert.Contains(name, MessageOf(found), StringComparison.Ordinal);
        Assert.DoesNotContain("[]", MessageOf(found), StringComparison.Ordinal);
    }

    /// <summary>Convolutions as PyTorch's users write them, on inputs of the size that comes first.</summary>
    [Fact]
    public async Task Arguments_of_PyTorch_are_seen()
    {
        var random = new Random(Seed);
        int[] inputs = [1, 3, 4, 16, 64], outputs = [16, 32, 48, 64, 96, 128, 256], kernels = [1, 3, 4, 5, 7];
        for (int i = 0; i < TestLevel.Count(quick: 25, full: 100); i++)
        {
            string layer = Pick(random, ["Conv2D", "Conv1D", "Conv2DTranspose"]);
            int channels = Pick(random, inputs), output = Pick(random, outputs), kernel = Pick(random, kernels), size = random.Next(12, 300);
            if (output == 2 * kernel) continue;
            string rest = string.Concat(Enumerable.Repeat(", 1", random.Next(kernel > 1 ? 3 : 1))) + Pick(random, ["", ", bias: false"]);
            string input = layer == "Conv1D" ? $"Input({channels}, {size})" : $"Input({channels}, {size}, {size})";
            string written = $"{layer}({channels}, {output}, {kernel}{rest})", right = $"{layer}({output}, {kernel}{rest})";
            Diagnostic[] found = await RunAsync($"[Network, {input}, {written}] partial class N;");
            Assert.True(found is [{ Id: "KILN132" or "KILN306" }], $"Seed {Seed}, {input}, {written}: {string.Join(", ", (object[])found)}");
            Assert.Contains($"write {right}".Replace(", bias: false", "", StringComparison.Ordinal), MessageOf(found[0]), StringComparison.Ordinal);
            Assert.DoesNotContain(await RunAsync($"[Network, {input}, {right}] partial class N;"), one => one.Id is not "KILN305");
        }
    }

    /// <summary>Convolutions that are meant as written: usual kernels and strides without names, and any at all with names.</summary>
    [Fact]
    public async Task Arguments_of_Kiln_are_not_taken_for_those_of_PyTorch()
    {
        var random = new Random(Seed);
        int[] channels = [1, 3, 4, 6, 8, 16, 32, 64];
        for (int i = 0; i < TestLevel.Count(quick: 25, full: 100); i++)
        {
            string layer = Pick(random, ["Conv2D", "Conv1D", "Conv2DTranspose"]);
            int input = Pick(random, channels), output = random.Next(2) == 0 ? input : Pick(random, channels), stride = random.Next(1, 5);
            int kernel = Pick(random, [1, 2, 3, 4, 5, 7, 9, 11, 13, 31, stride, 2 * stride]), odd = random.Next(12, 80);
            bool isUsual = kernel % 2 == 1 || (stride % 2 == 0 ? kernel < 12 : kernel == stride || (kernel == 2 && stride == 1) || (kernel == 4 && stride < 4));
            string plain = isUsual ? $"{output}, {kernel}, {stride}" : $"{output}, kernel: {kernel}, stride: {stride}";
            string arguments = Pick(random, [plain, $"{output}, kernel: {odd}, stride: {stride}", $"{input}, stride: 3, kernel: 32", $"{output}, {odd}"]);
            string shape = layer == "Conv1D" ? $"Input({input}, 400)" : $"Input({input}, 100, 100)";
            Diagnostic[] all = await RunAsync($"[Network, {shape}, {layer}({arguments})] partial class N;");
            IEnumerable<Diagnostic> found = all.Where(one => one.Id is not "KILN305");
            Assert.True(!found.Any(), $"Seed {Seed}, {shape}, {layer}({arguments}): {string.Join(", ", found)}");
        }
    }

    /// <summary>Heads of loops that never end, bodies that spend steps, nodes or rounds, and their places.</summary>
    [Fact]
    public async Task A_loop_without_an_end_is_the_loop_and_not_the_size()
    {
        string[] heads =
        [
            "while ({|KILN208:true|}) { # }",
                "{|KILN208:for|} (;;) { # }", "do { # } while ({|KILN208:true|});", "for (int k = 0; {|KILN208:true|}; k++) { # }",
            "while ({|KILN208:1 < 2|}) { # if (x.Channels == 7) break; }",
        ];
        string[] bodies =
        [
            "x = x.ReLU();", "x = x.Dense(4).ReLU();", "n++;", "for (int i = 0; i < 5; i++) x = x.Dense(4, bias: false).BatchNorm().Tanh();",
            "foreach (int w in new[] { 4, 8 }) x = x.Dense(w).ReLU();", "many.Add(n);", "x = Twice(x);", "s += \"longer and longer\";",
        ];
        const string Start = "int n = 0; string s = \"\"; var many = new List<int>();";
        const string Helper = "static Node Twice(Node x) => x.Dense(4).ReLU().Dense(4).ReLU();";
        string[] places =
        [
            $"[Network] partial class N {{ static Node Build([Input(4)] Node x) {{ {Start} @ return x; }} {Helper} }}",
            $"class BAttribute : BlockAttribute {{ protected override Node Build(Node x) {{ {Start} @ return x; }} {Helper} }} "
            + $"[Network, Input(4), {{|KILN208:B|}}] partial class N;",
        ];
        var random = new Random(Seed);
        (string, string, string)[] all = [.. from head in heads from body in bodies from place in places select (head, body, place)];
        foreach ((string head, string body, string place) in all.OrderBy(_ => random.Next()).Take(TestLevel.Count(quick: 12, full: 40)))
            await AnalyzerRun.CheckAsync(place.Replace("@", head.Replace("#", body, StringComparison.Ordinal), StringComparison.Ordinal));
    }

    /// <summary>A budget that is spent without a loop, or in one that is no longer than those of real networks, is reported as before.</summary>
    [Theory]
    [InlineData("for (int i = 0; i < 900; i++) for (int j = 0; j < 9; j++) x = x.Dense(4, bias: false).BatchNorm().ReLU();", "KILN204")]
    [InlineData("int n = 0; for (int i = 0; i < 900; i++) for (int j = 0; j < 900; j++) n += j;", "KILN202")]
    [InlineData("var a = new int[int.MaxValue];", "KILN202")]
    public async Task A_network_that_is_too_large_is_the_size_and_not_a_loop(string body, string id)
    {
        Diagnostic[] found = await RunAsync($"[Network] partial class N {{ static Node Build([Input(4)] Node x) {{ {body} return x; }} }}");
        Assert.Equal([id], found.Select(one => one.Id));
    }

    /// <summary>The layers that a stack can have.</summary>
    private static IEnumerable<string> Stackable() => OpTable.Layers.Where(layer => !layer.IsFunction && !layer.IsLoss).Select(layer => layer.Name);

    /// <summary>A layer's attribute with a 2 for each argument that it must have.</summary>
    private static string Attribute(string layer)
    {
        Type type = typeof(LayerAttribute).Assembly.GetType($"Kiln.{layer}Attribute", throwOnError: true)!;
        System.Reflection.ParameterInfo[] parameters = type.GetConstructors().Select(constructor => constructor.GetParameters())
            .OrderBy(list => list.Count(parameter => parameter.ParameterType.IsArray)).ThenBy(list => list.Length).First();
        string[] needed = [.. parameters.Where(parameter => !parameter.HasDefaultValue).Select(parameter => parameter.ParameterType.IsArray ? "[1, 1]" : "2")];
        return needed.Length == 0 ? layer : $"{layer}({string.Join(", ", needed)})";
    }

    private static T Pick<T>(Random random, T[] items) => items[random.Next(items.Length)];

    private static async Task<Diagnostic[]> RunAsync(string source) => [.. await AnalyzerRun.OnAsync(TestCompilation.Of(source))];

    private static string MessageOf(Diagnostic found) => found.GetMessage(CultureInfo.InvariantCulture);

    private static string TextOf(Diagnostic found) => found.Location.SourceTree!.GetText().ToString(found.Location.SourceSpan);
}
