namespace Kiln.Compiler.Tests.Analyzers;

/// <summary>Mistakes of those who know other libraries, or C#, better than Kiln.</summary>
public partial class DiagnosticTests
{
    private static readonly string[] Habits =
    [
        // No [Network].
        "[Input(4), Dense(2)] public sealed partial class {|KILN038:N|};",
        "[Dense(2), MeanSquaredError] class {|KILN038:N|};",
        "class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.ReLU(); } "
        + "class Outer { [Serializable, Input(4)] [B] internal sealed class {|KILN038:N|}; }",
        "public sealed partial class {|KILN038:N|} { static Node Build([Input(4)] Node x) => x.Dense(2); }",
        "public sealed partial class N; [Input(4)] partial class {|KILN038:N|} { static Node Loss(Node y, [Input(2)] Node t) => y.MeanSquaredError(t); }",
        "public static class {|KILN038:N|} { [Entry] public static Node F(Node x) => x.Dense(2); }",
        "[Frozen, LayerNorm] record {|KILN038:N|};",
        "[Quantize] public sealed partial class {|KILN038:N|};",
        "[Budget(arenaBytes: 1000)] public sealed partial class {|KILN038:N|};",

        // The batch as a part of the shape.
        "[Network, {|KILN039:Input(32, 1, 28, 28)|}, Conv2D(6, kernel: 5)] public sealed partial class N;",
        "[Network] public sealed partial class N { static Node Build([{|KILN039:Input(32, 1, 28, 28, Name = \"image\")|}] Node x) => x.Conv2D(6, kernel: 5); }",
        "[Network, Input(4), Dense(2)] public sealed partial class N { "
        + "static Node Loss(Node y, [{|KILN039:Input(8, 3, 16, 112, 112)|}] Node t) => y.MeanSquaredError(t); }",
        "[Network, Input<float>(32, 1, 28, 28), {|KILN129:Conv2D(6, kernel: 5)|}] public sealed partial class N;",
        "[Network, Input<byte>(32, 3, 28, 28, Scale = 0.1), {|KILN129:MaxPool2D(2)|}] public sealed partial class N;",
        "[Network] public sealed partial class N { static Node Build([Input(64)] Node x) => x.Reshape(2, 2, 4, 4).{|KILN129:BatchNorm()|}; }",
        "[Network, {|KILN309:Input<float>(32, 1, 28, 28)|}, Flatten, Dense(10)] public sealed partial class N;",
        "[Network] public sealed partial class N { static Node Build([{|KILN309:Input<byte>(8, 3, 6, 6)|}] Node x, [Input(4)] Node y) => "
        + "x.Flatten().Dense(2) + y.Dense(2); }",

        // Layers of maps on signals.
        "[Network, Input(2, 100), {|KILN128:Conv2D(8, kernel: 5)|}] public sealed partial class N;",
        "[Network, Input(2, 100), {|KILN128:MaxPool2D(2)|}] public sealed partial class N;",
        "[Network] public sealed partial class N { static Node Build([Input(2, 100)] Node x) => x.Conv1D(4, 3).{|KILN128:GlobalAveragePool()|}; }",
        Block("return x.Reshape(4, 4).{|KILN128:Upsample(2)|};", "KILN128"),

        // What is normalized, and what is looked up.
        "[Network, Input(3, 8, 8), {|KILN130:LayerNorm|}] public sealed partial class N;",
        "[Network, Input(3, 8, 8), {|KILN130:LayerNorm(1e-3)|}] public sealed partial class N;",
        Block("return x.ReLU().{|KILN130:LayerNorm(epsilon: 0.1)|};", "KILN130"),
        "[Network, Input(3, 8, 8), LayerNorm({|KILN106:4|})] public sealed partial class N;",
        "[Network, Input(3, 8), LayerNorm({|KILN106:dimensions: 0|})] public sealed partial class N;",
        "[Network, Input<int>(3, 4), {|KILN131:Embedding(10, 5)|}] public sealed partial class N;",
        "[Network] public sealed partial class N { static Node Build([Input<int>(2, 3, 4)] Node x) => x.{|KILN131:Embedding(10, 5)|}; }",
        "[Network] public sealed partial class N { static Node Build([Input<int>(2, 3)] Node x) => Node.Parameter([10, 5]).{|KILN131:Gather(x)|}; }",

        // The order of PyTorch.
        "[Network, Input(1, 28, 28), {|KILN132:Conv2D(1, 32, 3)|}] public sealed partial class N;",
        "[Network, Input(3, 32, 32), {|KILN132:Conv2D(3, 64, 3, padding: 1)|}] public sealed partial class N;",
        "[Network, Input(8, 40), {|KILN132:Conv1D(8, 64, 3)|}] public sealed partial class N;",
        "[Network, Input(8, 4, 4), {|KILN132:BatchNorm(8)|}] public sealed partial class N;",
        "[Network, Input(5, 64), {|KILN132:LayerNorm(64)|}] public sealed partial class N;",
        "[Network, Input(5, 64), {|KILN132:MultiHeadAttention(64, 8)|}] public sealed partial class N;",
        "[Network, Input(3, 8, 8), {|KILN306:Conv2DTranspose(3, 64, 4, 2, 1)|}] public sealed partial class N;",
        "[Network, Input(3, 224, 224), {|KILN306:Conv2D(3, 64, 7, 2, 3)|}] public sealed partial class N;",
        "[Network, Input(1, 28, 28), {|KILN306:Conv2D(1, 10, 5)|}] public sealed partial class N;",
        "[Network, Input(1, 4, 4), {|KILN306:BatchNorm(1)|}] public sealed partial class N;",
        "[Network] public sealed partial class N { static Node Build([Input(64, 150, 150)] Node x) => x.{|KILN306:Conv2D(64, 128, 1)|}; }",

        // The softmax of one number.
        "[Network, Input(4), Dense(1), {|KILN307:SoftmaxCrossEntropy|}] public sealed partial class N;",
        "[Network, Input(4), Dense(1), {|KILN307:Softmax|}, BinaryCrossEntropy] public sealed partial class N;",
        "[Network, Input(2, 4, 4), Conv2D(1, kernel: 1), {|KILN307:SoftmaxCrossEntropy(labelSmoothing: 0.1)|}] public sealed partial class N;",
        "[Network] public sealed partial class N { static Node Build([Input(5, 8)] Node x) => x.Dense(1); "
        + "static Node Loss(Node y, [Input<int>(5)] Node t) => y.{|KILN307:SoftmaxCrossEntropy(t)|}; }",
        "[Network, Input(1, 4, 4), {|KILN307:LogSoftmax(axis: 0)|}] public sealed partial class N;",

        // Inputs that lead nowhere.
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x, [{|KILN308:Input(3)|}] Node y) => x.Dense(2); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x, [{|KILN308:Input<byte>(3)|}] Node y) { Node z = y.Dense(3).ReLU(); "
        + "return x.Dense(2); } }",
        "[Network, Input(4), Dense(2)] public sealed partial class N { "
        + "static Node Loss(Node y, [Input(2)] Node t, [{|KILN308:Input|}] Node weight) => y.MeanSquaredError(t); }",
        "[Network, Input(4), Dense(2)] public sealed partial class N { "
        + "[Entry] static Node F([Input(4)] Node x, [{|KILN308:Input<int>(3)|}] Node y) => x.Dense(3); }",

        // Loops without an end.
        Block("while ({|KILN208:true|}) x = x.Flatten().Dense(8).ReLU().Dense(8).Tanh();", "KILN208"),
        Block("do { x = x.BatchNorm().ReLU(); } while ({|KILN208:x.Channels > 0|}); return x;", "KILN208"),
    ];
}
