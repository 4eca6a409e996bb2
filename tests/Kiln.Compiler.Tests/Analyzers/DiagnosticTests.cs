using System.Text.RegularExpressions;
using Kiln.Generator.Problems;

namespace Kiln.Compiler.Tests.Analyzers;

/// <summary>One mistake, one message, at the attribute, argument or call that made it.</summary>
public partial class DiagnosticTests
{
    private static readonly string[] Mistakes =
    [
        // Declaration.
        "[Network, Input(4), Dense(2)] public sealed class {|KILN001:N|};",
        "[Network, Input(4), Dense(2)] file sealed partial class {|KILN002:N|};",
        "[Network, Input(4), Dense(2)] public sealed partial class N; [{|KILN003:Dense(3)|}] partial class N;",
        "[Network, Dense(2)] public sealed partial class {|KILN004:N|};",
        "[Network, Input(4), Dense(2)] public sealed partial class {|KILN005:N|}<T>;",
        "public partial class Outer<T> { [Network, Input(4), Dense(2)] public sealed partial class {|KILN005:N|}; }",
        "public class Outer { [Network, Input(4), Dense(2)] public sealed partial class {|KILN006:N|}; }",
        "[Network, Input(4), Dense(2)] public sealed partial record {|KILN007:N|};",
        "[Network, Input(4), Dense(2)] public abstract partial class {|KILN007:N|};",
        "[Network, Input(4), Dense(2)] public static partial class {|KILN007:N|};",
        "namespace Mine { class Node; class BAttribute : BlockAttribute { protected override {|KILN008:Node|} Build(Node x) => x; } }",
        "[Network, Input(4), Dense(2), MeanSquaredError] public sealed partial class M; "
        + "[Network, Input({|KILN009:M.OutputSize|}), Dense(2)] public sealed partial class N;",
        "[Network, Input(4), Dense(2), MeanSquaredError] public sealed partial class M; "
        + "[Network, Input(4), Dense({|KILN009:M.InputSize * 2|})] public sealed partial class N;",
        "[Network, Input(4, 4, 4), {|KILN101:Dense(2)|}] public sealed partial class M; static class Mine { public const int Twice = M.InputSize * 2; } "
        + "[Network, Input(4), Dense({|KILN009:Mine.Twice|})] public sealed partial class N;",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => x.Dense(3); "
        + "static Node Loss(Node y, [Input({|KILN009:YSize|})] Node t) => (y - t).Square().Sum(); }",
        "[Network, Input(4), {|KILN010:MeanSquaredError|}, Dense(2)] public sealed partial class N;",
        "[Network, Input(4), Dense(2), MeanSquaredError, {|KILN011:BinaryCrossEntropy|}] public sealed partial class N;",
        "[Network, Input(4), {|KILN012:MeanSquaredError|}] public sealed partial class N;",
        "[Network, Input(4), {|KILN013:Input<int>(4)|}, Dense(2)] public sealed partial class N;",
        "[Network, {|KILN014:Input<long>(4)|}, Dense(2)] public sealed partial class N;",
        "[Network, Input(4), Dense(2, Name = \"a\"), ReLU, Dense(3, {|KILN015:Name = \"a\"|})] public sealed partial class N;",
        "[Network, Input(4), Dense(2, {|KILN016:Name = \"a.b\"|})] public sealed partial class N;",
        "[Network, {|KILN016:Input(4, Name = \"class\")|}, Dense(2)] public sealed partial class N;",
        "[Network, {|KILN016:Input(4, Name = \"label\")|}, Dense(2)] public sealed partial class N;",
        "[Network, Input(4)] public sealed partial class {|KILN017:N|};",

        // Graph methods.
        "[Network, {|KILN018:Input(4)|}, Dense(2)] public sealed partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); }",
        "[Network, {|KILN018:Dense(2)|}] public sealed partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); "
        + "static Node {|KILN019:Build|}([Input(4)] Node x, [Input(4)] Node y) => x.Dense(2); }",
        "[Network] public sealed partial class N { Node {|KILN020:Build|}([Input(4)] Node x) => x.Dense(2); }",
        "[Network, Input(4), Dense(2)] public sealed partial class N { Node {|KILN020:Loss|}(Node y, [Input(2)] Node t) => y.MeanSquaredError(t); }",
        "[Network] public sealed partial class N { static Node {|KILN021:Build|}<T>([Input(4)] Node x) => x.Dense(2); }",
        "[Network] public sealed partial class N { static int {|KILN022:Build|}([Input(4)] Node x) => 2; }",
        "[Network] public sealed partial class N { static (Node, int) {|KILN022:Build|}([Input(4)] Node x) => (x, 2); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x, int {|KILN023:width|}) => x.Dense(width); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] ref Node {|KILN023:x|}) => x.Dense(2); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x, Node {|KILN024:y|}) => x.Dense(2); }",
        "[Network] public sealed partial class N { static Node {|KILN004:Build|}() => {|KILN028:null|}!; }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node photo, [{|KILN025:Input(3, Name = \"Photo\")|}] Node y) => "
        + "photo.Dense(2); }",
        "[Network] public sealed partial class N { static Node Build([Input(2)] Node x) => x.Dense(2); "
        + "static Node Loss(Node y, [{|KILN025:Input(2)|}] Node x) => y.MeanSquaredError(x); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node {|KILN016:kiln|}) => kiln.Dense(2); }",
        "[Network] public sealed partial class N { static (Node, Node) Build([Input(2)] Node x) => (x.Dense(2), x); "
        + "static Node {|KILN026:Loss|}(Node y, [Input(2)] Node t) => y.MeanSquaredError(t); }",
        "[Network, Input(2), Dense(2)] public sealed partial class N { "
        + "static Node {|KILN026:Loss|}(Node y, Node z, [Input(2)] Node t) => y.MeanSquaredError(t); }",
        "[Network, {|KILN026:MeanSquaredError|}] public sealed partial class N { static (Node, Node) Build([Input(2)] Node x) => (x.Dense(2), x); }",
        "[Network, Input(2), Dense(2), MeanSquaredError] public sealed partial class N { "
        + "static Node {|KILN011:Loss|}(Node y, [Input(2)] Node t) => y.MeanSquaredError(t); }",
        "[Network, Input(2), Dense(2)] public sealed partial class N { static Node Loss(Node y, [Input(2)] Node t) => {|KILN027:y|}; }",
        "[Network, Input(2), Dense(2)] public sealed partial class N { static (Node, Node) Loss(Node y, [Input(2)] Node t) { Node e = y.MeanSquaredError(t); "
        + "return (e, {|KILN027:y|}); } }",
        "[Network] public sealed partial class N { static (Node, Node) Build([Input(4)] Node x, [Input<int>] Node n) => (x.Dense(2), {|KILN028:n|}); }",
        "[Network, {|KILN029:Input<float>(4, Scale = 0.5)|}, Dense(2)] public sealed partial class N;",
        "[Network, {|KILN030:Input(4, Gradient = true)|}, Dense(2)] public sealed partial class N;",
        "[Network, Input(4), Dense(2)] public sealed partial class N { "
        + "static Node Loss(Node y, [{|KILN030:Input(2, Gradient = true)|}] Node t) => y.MeanSquaredError(t); }",
        $"[Network] public sealed partial class {{|KILN031:N|}} "
        + $"{{ static Node Build({string.Join(", ", Enumerable.Range(0, 16).Select(i => $"[Input(1)] Node x{i}"))}) => x0.Dense(2); }}",
        "[Network] public sealed partial class N { static Node Build([Input(1, 8, 8)] Node x) => x.ReLU().{|KILN101:Dense(2)|}; }",
        "[Network] public sealed partial class N { static Node Build([Input<int>(4)] Node x) => x.{|KILN108:Dense(2)|}; }",
        "[Network, Input(4), Dense(2)] public sealed partial class N { "
        + "static Node Loss(Node y, [Input<int>(2)] Node t) => y.{|KILN108:MeanSquaredError(t)|}; }",
        "[Network, Input(4), Dense(2)] public sealed partial class N { "
        + "static Node Loss(Node y, [Input<int>(2)] Node t) => y.{|KILN108:SoftmaxCrossEntropy(t)|}; }",
        "namespace Mine { class Node; [Network] public sealed partial class N { static {|KILN008:Node|} Build([Input(4)] Node x) => x; } }",

        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); "
        + "[Entry] static Node {|KILN032:Forward|}([Input(4)] Node x) => x.Dense(2); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); "
        + "[Entry] static Node F(Node {|KILN024:x|}) => x.Dense(2); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); "
        + "[Entry] Node {|KILN020:F|}([Input(4)] Node x) => x.Dense(2); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); "
        + "[Entry] static Node F([Input(4)] Node x) => x.Dense(2); [Entry] static Node {|KILN019:F|}([Input(4)] Node x, [Input(4)] Node y) => x.Dense(2); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); "
        + "[Entry] static Node F([{|KILN030:Input(4, Gradient = true)|}] Node x) => x.Dense(2); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); "
        + "[Entry] static Node F([Input(1, 4, 4)] Node x) => x.{|KILN101:Dense(2)|}; }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); "
        + "[Entry] static (Node, Node) {|KILN028:F|}([Input(4)] Node x, [Input<int>] Node n) => (x, n); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); "
        + "[Dense(2)] static partial Node {|KILN033:F|}(Node x, Node y); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => F<int>(x); "
        + "[Dense(2)] private static partial Node {|KILN033:F|}<T>(Node x) where T : struct; }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); "
        + "[Dense(2)] private static partial Node {|KILN033:F|}(ref Node x); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => F(x); "
        + "[Dense(2)] private static partial Node {|KILN033:F|}(in Node x); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => F(x); "
        + "[Dense(2)] private static partial Node {|KILN033:F|}(params Node[] x); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => F(x); "
        + "[Dense(2)] private static partial Node {|KILN033:F|}(Node x); private static partial Node F(Node x) => x.Dense(2); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => F(x).Dense(2); "
        + "[Dense(8), ReLU] static Node {|KILN033:F|}(Node x) => x; }",
        "[Network] public sealed partial class N { [Dense(8), ReLU] static Node {|KILN033:Build|}([Input(4)] Node x) => x.Dense(2); }",
        "[Network, Input(4), Dense(2)] public sealed partial class N { "
        + "[MeanSquaredError] private static partial Node {|KILN033:Loss|}(Node y, [Input(2)] Node t); }",
        "[Network] public sealed partial class N { static Node Build([Input(4), {|KILN013:Input<int>(4)|}] Node x) => x.Dense(2); }",
        "[Network, {|KILN018:Input(4)|}] public sealed partial class N { static Node Build(Node x) => x.Dense(2); }",
        "[Network] public sealed partial class N { static Node {|KILN004:Build|}() => Node.Parameter([4]); }",
        "[Network, Input(4), Dense(2)] public sealed partial class N { static Node Loss(Node y, [Input<int>] Node t, double {|KILN023:w|} "
        + "= 0.5) => y.SoftmaxCrossEntropy(t); }",
        "namespace Mine { class Node; [Network, Input(4), Dense(2)] public sealed partial class N { [Entry] static Kiln.Node F([Input(4)] {|KILN008:Node|} "
        + "x) => null!; } }",
        "[Network] public sealed partial class N { static Node Build([Input(1, 4, 4)] Node x) => {|KILN101:F(x)|}; "
        + "[Entry, ReLU, {|KILN101:Dense(2)|}] static partial Node F([Input(1, 4, 4)] Node x); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => {|KILN034:F(x)|}; "
        + "[Dense(2), {|KILN034:MeanSquaredError|}] private static partial Node F(Node x); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x, [Input<int>(4)] Node n) => {|KILN108:x + n|}; }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x, [Input<int>(4)] Node n) => {|KILN108:n * x|}; }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x, [Input<int>(4)] Node n) => Node.{|KILN108:Concat(x, n)|}; }",
        "[Network] public sealed partial class N { static Node Build([Input(4, 4)] Node x, [Input<int>(4, 4)] Node n) => x.{|KILN108:MatMul(n)|}; }",

        // Names of generated members.
        "[Network, Input(4), Dense(2)] public sealed partial class {|KILN035:Forward|};",
        "[Network, Input(4), Dense(2)] public sealed partial class {|KILN035:Info|};",
        "[Network, Input(4), Dense(2)] public sealed partial class {|KILN035:InputSize|};",
        "[Network, Input(4), Dense(2), Quantize] public sealed partial class {|KILN035:Int8|};",
        "[Network, Input(4), Dense(2), MeanSquaredError] public sealed partial class {|KILN035:Gradients|};",
        "[Network, Input(4), Dense(2)] public sealed partial class N { public int {|KILN035:MaxBatch|}; }",
        "[Network, Input(4), Dense(2)] public sealed partial class N { const int {|KILN035:InputSize|} = 4; }",
        "[Network, Input(4), Dense(2)] public sealed partial class N { class {|KILN035:Parameters|}; }",
        "[Network, Input(4), Dense(2)] public sealed partial class N { void {|KILN035:Info|}() { } }",
        "[Network, Input(4), Dense(2)] public sealed partial class N { public void {|KILN035:Save|}(string file) { } }",
        "[Network, Input(4), Dense(2)] public sealed partial class N { public void {|KILN035:Forward|}(ReadOnlySpan<float> x, Span<float> y) { } }",
        "[Network, Input(4), Dense(2)] public sealed partial class N { public {|KILN035:N|}(int a, int b, int c) { } }",
        "[Network, Input(4), Dense(2)] public sealed partial class N { N {|KILN035:Share|}(int? most) => this; }",
        "[Network, Input(4), Dense(2)] public sealed partial class {|KILN035:N|}(int n) { int M => n; }",
        "[Network, Input(4), Dense(2)] public sealed partial class N { public {|KILN035:N|}(string path) => Load(path); }",
        "[Network, Input(4), Dense(2)] public sealed partial class N { public required string {|KILN035:Title|} { get; init; } }",
        "[Network, {|KILN018:Input(4)|}] public sealed partial class N { static Node Build() => Node.Parameter([4]); }",
        "[Network, Input(1, 4, 4), {|KILN101:Dense(2)|}] public sealed partial class N { public int {|KILN035:MaxBatch|} => 2; }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => F(x); [Dense(2)] private static partial Node F(Node x); "
        + "public int {|KILN035:XSize|}; }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node fIn) => fIn.Dense(2); "
        + "[Entry, Dense(2)] private static partial Node {|KILN035:F|}([Input(4)] Node @in); }",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); "
        + "[Entry] static Node {|KILN032:Info|}([Input(4)] Node x) => x.Dense(2); }",

        // Shapes.
        "[Network, Input(1, 8, 8), {|KILN101:Dense(2)|}] public sealed partial class N;",
        "[Network, Input(4), {|KILN102:Conv2D(2, 3)|}] public sealed partial class N;",
        "[Network, Input(1, 4, 4), Conv2D(2, {|KILN103:kernel: 5|})] public sealed partial class N;",
        "[Network, Input(1, 4, 4), MaxPool2D({|KILN103:5|})] public sealed partial class N;",
        "[Network, Input(3, 4, 4), Conv2D(4, 3, {|KILN104:groups: 2|})] public sealed partial class N;",
        "[Network, Input(4), Dense({|KILN105:0|})] public sealed partial class N;",
        "[Network, Input(1, {|KILN105:-4|}, 4), Flatten, Dense(2)] public sealed partial class N;",
        "[Network, Input(1, 4, 4), Conv2D(2, 3, {|KILN105:stride: 0|})] public sealed partial class N;",
        "[Network, Input(4), Dropout({|KILN106:1|}), Dense(2)] public sealed partial class N;",
        "[Network, Input(4), Dense(2), SoftmaxCrossEntropy({|KILN106:labelSmoothing: 2|})] public sealed partial class N;",
        "[Network, Input<byte>(4, {|KILN106:Scale = 0|}), Dense(2)] public sealed partial class N;",
        "[Network, Input<byte>(4, {|KILN106:Offset = double.NaN|}, Scale = -1), Dense(2)] public sealed partial class N;",
        "[Network, Input(4), Dense(2), {|KILN107:SoftmaxCrossEntropy(classWeights: [1.0, 2.0, 3.0])|}] public sealed partial class N;",
        "[Network, Input<int>(4), {|KILN108:Dense(2)|}] public sealed partial class N;",
        "[Network, Input(1, 4, 4), Conv2D(2, {|KILN109:kernel: [1, 2, 3]|})] public sealed partial class N;",
        "[Network, Input(1, 4, 4), MaxPool2D(2, {|KILN110:padding: 2|})] public sealed partial class N;",
        "[Network, Input(8), {|KILN121:PositionalEncoding|}] public sealed partial class N;",
        "[Network, Input(4, 8), {|KILN122:MultiHeadAttention(3)|}] public sealed partial class N;",
        "[Network, {|KILN111:Input(100000, 100000)|}, Flatten, Dense(2)] public sealed partial class N;",
        "[Network, Input(100000), {|KILN111:Dense(100000)|}] public sealed partial class N;",
        "[Network, Input(3, 4, 4), Slice({|KILN112:axis: 3|}, start: 0, length: 1)] public sealed partial class N;",
        "[Network, Input(3, 4, 4), Slice(axis: 1, {|KILN106:start: 3|}, length: 2)] public sealed partial class N;",
        "[Network, Input(3, 4, 4), Pad({|KILN113:before: [1, 1]|}, after: [0, 0, 0])] public sealed partial class N;",
        "[Network, Input(3, 4, 4), {|KILN114:Reshape(5, -1)|}] public sealed partial class N;",
        "[Network, Input(3, 4, 4), {|KILN115:Conv1D(2, kernel: 3)|}] public sealed partial class N;",
        "[Network, Input(3, 4, 4), Conv2DTranspose(2, kernel: 4, stride: 2, {|KILN106:outputPadding: 2|})] public sealed partial class N;",
        Block("Node[] parts = x.Split({|KILN106:3|}); return parts[0];", "KILN106"),
        Block("return x.Mean({|KILN112:3|});", "KILN112"),
        "[Network] public sealed partial class N { [Shared] static Node Inner(Node x) => x.{|KILN214:Dense(3)|}; "
        + "[Frozen, Shared] static Node Held(Node x) => Inner(x).Tanh(); static Node Build([Input(3)] Node x) => Inner(x) + {|KILN214:Held(x)|}; }",
        "[Network] public sealed partial class N { [Shared] static Node Inner(Node x) => x.{|KILN214:Dense(3)|}; "
        + "[Frozen, Shared] static Node Held(Node x) => Inner(x).Tanh(); static Node Build([Input(3)] Node x) => Held(x) + {|KILN214:Inner(x)|}; }",
        Block("return x.Sum({|KILN126:2, -1|});", "KILN126"),
        "[Network, Input(30000), Dense(40000), ReLU, Dense(50000)] public sealed partial class {|KILN127:N|};",
        "[Network] public sealed partial class N { static Node Build([Input(6)] Node x) => x * Node.Parameter([6]).{|KILN133:BatchNorm()|}; }",

        // Bodies. The network's own line echoes what is wrong in a block.
        Block("Node y = x; {|KILN201:try { y = x.ReLU(); } finally { }|} return y;", "KILN201"),
        Block("int n = 0; again: n++; if (n < 3) {|KILN201:goto again;|} return x;", "KILN201"),
        "class AAttribute : BlockAttribute { protected override Node Build(Node x) => x; } "
        + "class BAttribute : AAttribute { protected override Node Build(Node x) => base.{|KILN201:Build(x)|}.ReLU(); } "
        + "[Network, Input(4), {|KILN201:B|}] public sealed partial class N;",
        Block("Node y = Other(x); return y.ReLU(); static Node Other(Node x) => x.{|KILN101:Dense(3)|};", "KILN101"),
        Block("ref Node {|KILN201:r = ref x|}; r = r.ReLU(); return x;", "KILN201"),
        Block("int[] a = [1, 2]; System.Span<int> s = a; {|KILN201:foreach (ref int n in s) n = 3;|} return x.Flatten().Dense(a[0]);", "KILN201"),
        Block("return x.{|KILN101:Dense(3)|}.ReLU();", "KILN101"),
        Block("return x.Flatten().Dense(bias: false, {|KILN105:units: 0|}).ReLU();", "KILN105"),
        "class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.Apply(new BAttribute()); } "
        + "[Network, Input(4), {|KILN203:B|}] public sealed partial class N;",
        Nested("KILN204", "x.ReLU()"),
        Nested("KILN202", "x"),
        "class AAttribute : BlockAttribute { protected override Node Build(Node x) => x; } class BAttribute : AAttribute; "
        + "[Network, Input(4), {|KILN205:B|}] public sealed partial class N;",
        Block("return x.Flatten().Dense({|KILN206:1 / (x.Rank - 3)|});", "KILN206"),
        Block("return x.Flatten().Dense({|KILN207:x[3]|});", "KILN207"),
        Block("int n = 0; while ({|KILN208:n < 5|}) { n = 0; } return x;", "KILN208"),
        Block("int n = 0; {|KILN208:for|} (;;) { n = 0; }", "KILN208"),
        Block("var a = new int[2]; a[1] = 3; return x.Flatten().Dense(a[1] + {|KILN209:a[2]|});", "KILN209"),
        Block("var a = new int[2]; {|KILN209:a[^3]|} = 1; return x;", "KILN209"),
        Block("int[] a = [1]; foreach (int n in {|KILN209:a[1..3]|}) x = x.ReLU(); return x;", "KILN209"),
        Block("var a = new Node[2]; return a[0].{|KILN210:ReLU()|};", "KILN210"),
        Block("Node? mask = null; return x.Flatten().Dense({|KILN210:mask!.Channels|});", "KILN210"),
        Block("return x.Flatten().Dense({|KILN211:x.Rank switch { 1 => 1, 2 => 2 }|});", "KILN211"),
        Block("if (x.Height < 9) {|KILN212:throw new System.ArgumentException(\"too low\");|} return x.ReLU();", "KILN212"),

        "class BAttribute : BlockAttribute { int _w; public BAttribute(int w) { if (w < 5) {|KILN212:throw new System.ArgumentException(\"too low\");|} "
        + "_w = w; } protected override Node Build(Node x) => x.Dense(_w); } [Network, Input(4), B(5), {|KILN212:B(4)|}] public sealed partial class N;",
        "abstract class AAttribute(int a) : BlockAttribute { protected int A = a; } class BAttribute(int a) : AAttribute(0 * {|KILN201:a++|}) { "
        + "protected override Node Build(Node x) => x.Dense(A + a); } [Network, Input(4), {|KILN201:B(4)|}] public sealed partial class N;",
        Block("return F(x).ReLU(); [{|KILN201:Shared|}] Node F(Node y) => y.Tanh();", "KILN201"),

        // Networks in integers.
        "[Network, Input(4, 5), Quantize] [Dense(3), {|KILN401:LayerNorm(2)|}] public sealed partial class N;",
        "[Network, Quantize] public sealed partial class N { static Node Build([Input(4, 5)] Node x) => x.Dense(3).{|KILN401:LayerNorm()|}.ReLU(); }",
        "[Network, Quantize] public sealed partial class N { static Node Build([Input(4)] Node x, [Input(4)] Node y) => {|KILN401:x / y|}; }",
        "class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.ReLU().{|KILN401:LayerNorm()|}; } "
        + "[Network, Input(4, 5), Quantize, Dense(2), {|KILN401:B|}] public sealed partial class N;",
        "class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.ReLU().{|KILN401:LayerNorm()|}; } "
        + "[Network, Quantize] public sealed partial class N { static readonly BAttribute Head = new(); "
        + "static Node Build([Input(4, 5)] Node x) => x.Dense(2).{|KILN401:Apply(Head)|}; }",
        "[Network, Quantize] public sealed partial class N { static Node Build([Input(4)] Node x) => x.Dense(2); "
        + "[Entry] static Node {|KILN401:E|}([Input(4)] Node x) => x.ReLU().Dense(3); }",
        "[Network, Input(400), {|KILN402:Budget(arenaBytes: 1000)|}, Dense(300), ReLU, Dense(4)] public sealed partial class N;",
        "[Network, Input(400), Quantize, {|KILN402:Budget(arenaBytes: 500)|}, Dense(300), ReLU, Dense(4)] public sealed partial class N;",
        "[Network, Input(40), {|KILN403:Budget(weightBytes: 1000)|}, Dense(30)] public sealed partial class N;",
        "[Network, Input(40), {|KILN404:Budget(multiplyAdds: 1000)|}, Dense(30)] public sealed partial class N;",
        "[Network, Input(40), {|KILN310:Budget|}, Dense(30)] public sealed partial class N;",
        "[Network, Input(40), Quantize, {|KILN310:Budget(weightBytes: 0)|}, Dense(30)] public sealed partial class N;",
        "[Network, Input(40), Dense(30, {|KILN311:Quantize = false|}), ReLU(Quantize = true)] public sealed partial class N;",
        "class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.ReLU(); } "
        + "[Network, Input(4), Dense(2), B({|KILN311:Quantize = false|})] public sealed partial class N;",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) => F(x); "
        + "[Dense(2, {|KILN311:Quantize = false|})] private static partial Node F(Node x); "
        + "[Entry({|KILN311:Quantize = No|})] internal static Node E([Input(4)] Node x) => F(x); private const bool No = false; }",
        "class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.ReLU(); } "
        + "[Network] public sealed partial class N { static readonly BAttribute Head = new() { {|KILN311:Quantize = false|} }; "
        + "static Node Build([Input(4)] Node x) => x.Apply(new BAttribute() { {|KILN311:Quantize = false|} }).Dense(2).Apply(Head); }",

        // Advice.
        "[Network, Input(4), Dense(2), {|KILN301:Softmax|}, SoftmaxCrossEntropy] public sealed partial class N;",
        "class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.Dense(3).{|KILN301:Softmax()|}; } "
        + "[Network, Input(4), B, SoftmaxCrossEntropy] public sealed partial class N;",
        "[Network, Input(4), Dense(2), Dropout, {|KILN302:Dense(3)|}] public sealed partial class N;",
        "[Network] public sealed partial class N { static Node Build([Input(4)] Node x) { for (int i = 1; i < 4; "
        + "i++) x = x.{|KILN303:Dense(i)|}.BatchNorm().ReLU(); return x; } }",
        "[Network] public sealed partial class N { static Node Build([Input(3, 4, 4)] Node x) { Node y = x; for (int i = 1; i < 4; "
        + "i++) y = x.Slice(axis: 0, {|KILN106:start: 3 + i|}, length: 1); return y; } }",
        "[Network, Input(4), {|KILN303:Dense(2)|}, BatchNorm, ReLU] public sealed partial class N;",
        "[Network, Input(4), Dense(2), {|KILN304:Sigmoid|}, BinaryCrossEntropy] public sealed partial class N;",
        "[Network, Input(2, 4, 4), {|KILN305:Conv2DTranspose(2, kernel: 3, stride: 2)|}] public sealed partial class N;",
    ];

    /// <summary>Faults in Kiln, language versions and other assemblies have tests of their own.</summary>
    private static readonly string[] TriedElsewhere = ["KILN036", "KILN037", "KILN213"];

    public static TheoryData<string> Sources => [.. Mistakes, .. Habits];

    [Theory]
    [MemberData(nameof(Sources))]
    public Task Each_mistake_gives_one_message(string source) => AnalyzerRun.CheckAsync(source);

    [Fact]
    public void Every_rule_is_tried() =>
        Assert.Equal(
            ProblemKinds.All.Select(kind => kind.Id).Except(TriedElsewhere),
            Mistakes.Concat(Habits)
                .SelectMany(source => Marks().Matches(source))
                .Select(match => match.Groups[1].Value).Distinct()
                .Order(StringComparer.Ordinal));

    [Fact]
    public Task Valid_code_is_left_alone() => AnalyzerRun.CheckAsync("""
        using Short = Kiln.NetworkAttribute;
        class TwoLayerAttribute(int width) : BlockAttribute
        {
            protected override Node Build(Node x) => x.Dense(width).ReLU().Dropout(0.2).Dense(width).ReLU();
        }
        [Network, Input(1, 28, 28)]
        [Conv2D(6, kernel: 5, padding: Pad.Same), ReLU, MaxPool2D(2)]
        [Conv2D(16, kernel: [5, 3], stride: [1, 2], bias: false), BatchNorm, LeakyReLU, AveragePool2D(2)]
        [Flatten, TwoLayer(84), Dense(10)]
        [SoftmaxCrossEntropy(labelSmoothing: 0.1)]
        public sealed partial class N;
        [Short, Input(2), Dense(8), Tanh, Dense(1), BinaryCrossEntropy] public sealed partial class Xor;
        [Network, Input(2), Dense(8), Softmax] public sealed partial class Inference;
        class HalfAttribute : BlockAttribute
        {
            protected override Node Build(Node x) => x.Apply(new InnerAttribute { Quantize = false }).Dense(3);
        }
        class InnerAttribute : BlockAttribute
        {
            protected override Node Build(Node x) => x.LayerNorm();
        }
        [Network, Input(8), Half] public sealed partial class Floats;
        [Network, Input(8), Half, Quantize, Inner(Quantize = false)] public sealed partial class Integers;
        [Network]
        public sealed partial class Residual
        {
            private static Node Build([Input(4)] Node x)
            {
                x = x.Dense(8);
                return (x + x.Dense(8).ReLU()).Dense(2);
            }
        }
        [Network]
        public sealed partial class Two
        {
            private static (Node a, Node b) Build([Input(1, 8, 8)] Node x, [Input(4, Gradient = true)] Node y) => (x.Flatten().Dense(2), y.Dense(3));
            [Entry, Dense(3), ReLU] private static partial Node Code([Input(4)] Node x);
            [Entry] private static Node Again([Input(4)] Node x) => Code(Code(x).Dense(4).Tanh());
            private const int InputSize = 3;
            public Two(string path) : this(4) => Load(path);
            public void Forward(float[] x, float[] a) => Forward(x, x, a, a);
            public void Save<T>(string path) => Save(path);
            public float Parameters2 => Parameters[0];
            private static (Node total, Node first) Loss(Node a, Node b, [Input(2)] Node t, [Input<int>] Node label) => (b.SoftmaxCrossEntropy(label), a.MeanSquaredError(t));
        }
        """);

    [Fact]
    public Task Aliases_do_not_hide_a_network() =>
        AnalyzerRun.CheckAsync("using Short = Kiln.NetworkAttribute;\n[Short, Input(1, 8, 8), {|KILN101:Dense(2)|}] public sealed partial class N;");

    [Fact]
    public Task A_block_is_reported_in_its_own_file() => AnalyzerRun.CheckAsync(
        "[Network, Input(1, 8, 8), {|KILN101:B|}] public sealed partial class N; [Network, Input(1, 8, 8), {|KILN101:B|}] public sealed partial class M;",
        "class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.ReLU().Apply(new CAttribute()); } "
        + "class CAttribute : BlockAttribute { protected override Node Build(Node x) => x.{|KILN101:Dense(3)|}.ReLU(); }",
        "");

    [Fact]
    public Task What_the_compiler_rejects_is_left_to_it() => AnalyzerRun.CheckAsync("""
        class BAttribute : BlockAttribute { protected override Node Build(Node x) => x.Dense(missing).Nothing(); }
        class CAttribute : BlockAttribute;
        [Network, Input(4), B, Dense(absent)] public sealed partial class N;
        [Network, Input(4), C, Dense(2)] public sealed partial class M;
        [Network] public sealed partial class O { static Node Build([Input(4)] Node x) { int n = x; return x.Dense(n); } }
        [Network] public sealed partial class P { static Node Build([Input(4)] Node x) { Node n = 3; if (x) n = n.ReLU(); return n; } }
        [Network] public sealed partial class Q { static Node Build([Input(4)] Node x) { if (x) x = x.ReLU(); return x; } }
        [Network] public sealed partial class R { static Node Build([Input(4)] Node x) { string s = 3; return x.Dense(3).Named(s); } }
        [Network] public sealed partial class S { static Node Build([Input(4)] Node x) { return 3; } }
        [Network] public sealed partial class T { static Node Build([Input(4)] Node x) { foreach (var y in x) x = y; return x; } }
        [Network] public sealed partial class U { static Node Build([Input(4)] Node x) => x.Dense((int)1e10 + int.MaxValue * 2 + 4 / 0); }
        [Network]
        public sealed partial class V
        {
            static (Node h, int n) Accumulate((Node h, int n) s) => (s.h.Dense(s.n), s.h + 1);
            static Node Build([Input(4)] Node x) { var s = (h: x, n: 2); for (int i = 0; i < 3; i++) s = Accumulate(s); return s.h; }
        }
        """);

    /// <summary>A network around a block with this body, on maps; the network's line echoes the rule.</summary>
    private static string Block(string body, string id) =>
        $"class BAttribute : BlockAttribute {{ protected override Node Build(Node x) {{ {body} }} }} "
        + $"[Network, Input(1, 4, 4), {{|{id}:B|}}] public sealed partial class N;";

    /// <summary>Blocks of twenty blocks each, four deep: a graph of 160 000 layers, which no budget allows.</summary>
    private static string Nested(string id, string leaf)
    {
        string Level(int level) =>
            $"class B{level}Attribute : BlockAttribute {{ "
            + $"protected override Node Build(Node x) => x{string.Concat(Enumerable.Repeat($".Apply(new B{level - 1}Attribute())", 20))}; }}";
        return $"class B0Attribute : BlockAttribute {{ protected override Node Build(Node x) => {leaf}; }} "
            + $"{string.Concat(Enumerable.Range(1, 4).Select(Level))} [Network, Input(4), {{|{id}:B4|}}] public sealed partial class N;";
    }

    [GeneratedRegex(@"\{\|(KILN\d+):")]
    private static partial Regex Marks();
}
