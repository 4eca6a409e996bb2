using Kiln.Generator.Implementations;
using Kiln.Generator.Layouts;
using Kiln.Generator.Graphs;
using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Emit;

/// <summary>
/// What an op sees when it writes its step of the schedule: its operands' addresses and geometry, its kernels, and the writer.
/// In a per-sample segment the addresses are those of <c>sample</c>; in a batch segment those of the first sample.
/// </summary>
internal sealed class StepText(SourceWriter writer, Plan plan, int index, SegmentText segment, KernelSet kernels)
{
    public SourceWriter Writer => writer;

    public GraphNode Node => plan.Graph.Nodes[index];

    /// <summary>The samples of the step's values, as source where the schedule cuts its work: one where it computes with values of parameters alone.</summary>
    public string Batch => OneSample.Concerns(plan.Graph, Node) ? "1" : "batch";

    /// <summary>The op behind a fused one.</summary>
    public Op Op => Node.Op is Fused fused ? fused.Producer : Node.Op;

    /// <summary>The element-wise ops that the kernel runs on its result.</summary>
    public EquatableArray<ElementwiseOp> Epilogue => Node.Op is Fused fused ? fused.Epilogue : [];

    /// <summary>Inputs of the op itself; the operands of the epilogue follow.</summary>
    public int OwnInputs => Node.Inputs.Count - Epilogue.Sum(step => step.Operands);

    public TensorType InputType(int input) => plan.Graph.TypeOf(Node.Inputs[input]);

    public TensorType OutputType(int output = 0) => Node.Outputs[output];

    public Geometry Input(int input) => Geometry.Of(InputType(input));

    public Geometry Output(int output = 0) => Geometry.Of(OutputType(output));

    /// <summary>Floats from sample to sample of an input.</summary>
    public long InputStride(int input) => plan.Storage[Node.Inputs[input]].Stride;

    /// <summary>Floats from sample to sample of an output.</summary>
    public long OutputStride(int output = 0) => plan.Storage[new Value(index, output)].Stride;

    /// <summary>Whether anything reads the output.</summary>
    public bool HasOutput(int output) => plan.Storage[new Value(index, output)].Block != Block.None;

    /// <summary>Where an input's first element is, plus an offset: an expression to take a ref of.</summary>
    public string InputAt(int input, params string[] offsets) => segment.Address(Node.Inputs[input], offsets);

    /// <summary>Where an output's first element is, plus an offset.</summary>
    public string OutputAt(int output = 0, params string[] offsets) => segment.Address(new Value(index, output), offsets);

    /// <summary>
    /// Whether a parameter gradient is added to what its memory holds, as source: the caller's choice in the Gradients block; a
    /// contribution to a sum is stored.
    /// </summary>
    public string Accumulate =>
        Enumerable.Range(0, Node.Outputs.Count).Any(output => plan.Storage[new Value(index, output)].Block == Block.Gradients) ? "kiln.Accumulate" : "false";

    /// <summary>Whether an input is the caller's span with channels last.</summary>
    public bool InputIsChannelsLastOfCaller(int input) => plan.Graph[Node.Inputs[input]].Op is Input { ChannelsLast: true };

    /// <summary>Whether the step writes the gradient of an input that the caller has with channels last.</summary>
    public bool OutputIsChannelsLastOfCaller =>
        plan.Storage[new Value(index)].Block == Block.Caller
        && plan.Graph.Results.Any(
            result => result.Kind == ResultKind.InputGradient
                && result.Value.Node == index
                && plan.Graph.All<Input>().Any(item => item.Op.ChannelsLast && item.Op.Identifier == result.Name));

    /// <summary>A map of the batch as the runtime's per-channel kernels take it.</summary>
    public string MapBatch(Geometry map, long sampleStride, string samples = "batch") =>
        FormattableString.Invariant(
            $"new global::Kiln.Kernels.MapBatch({samples}, {map.Height}, {map.Width}, {sampleStride}, {map.Row}, {map.Pixel}, {map.Channel})");

    /// <summary>The strides of a map as the runtime takes them.</summary>
    public static string Strides(Geometry map) =>
        FormattableString.Invariant($"new global::Kiln.Kernels.MapStrides({map.Row}, {map.Pixel}, {map.Channel})");

    /// <summary>The class of the kernel that computes this step.</summary>
    public string Kernel(KernelFamily family, int groupSize = 0) => kernels.ClassOf(new KernelKey(family, groupSize));

    /// <summary>The argument that hands the epilogue to a kernel, with a leading comma; <paramref name="offset"/> moves its operands.</summary>
    public string EpilogueArgument(string offset = "") => Epilogue.Count == 0 ? "" : ", " + Chain(Epilogue, OwnInputs, _ => offset);

    /// <summary>
    /// Writes element-wise steps from the first input to the output: over memory as it lies, borders and pads included, or pixel by pixel where some of the
    /// maps are parts of wider buffers.
    /// </summary>
    public void WriteMapLoops(IReadOnlyList<ElementwiseOp> steps)
    {
        Geometry map = Output();
        IEnumerable<TensorType> read = Enumerable.Range(0, 1 + steps.Sum(step => step.Operands)).Select(InputType);
        bool apart = read.Append(OutputType()).Any(type => !type.Layout.View.IsNone);
        if (!apart || !map.IsChannelsLast || OutputType().Shape.Rank < 2)
        {
            // Vectors may share a buffer with their neighbours, and what is behind the last whole vector is theirs.
            WriteLoop(steps, part => SourceWriter.Number(part.Start - part.Interior), OutputType().Shape.Rank < 2 ? Geometry.Align(map.Channels) : map.Floats);
            return;
        }

        using SourceWriter.Scope rows = writer.Block($"for (nint row = 0; row < {SourceWriter.Number(map.Height)}; row++)");
        using SourceWriter.Scope columns = writer.Block($"for (nint column = 0; column < {SourceWriter.Number(map.Width)}; column++)");
        WriteLoop(steps, part => Sum(Product(part.Row, "row"), Product(part.Pixel, "column")), Geometry.Align(map.Channels));
    }

    /// <summary>Writes one loop of element-wise steps over the first input; <paramref name="offset"/> says where to begin in each map.</summary>
    private void WriteLoop(IReadOnlyList<ElementwiseOp> steps, Func<Geometry, string> offset, long count)
    {
        string load = $"new {kernels.StructOf(new StepKey(StepKey.Load))}(ref {InputAt(0, offset(Input(0)))})";
        string chain = string.Concat(Constructors(steps, 1, input => InputAt(input, offset(Input(input)))).Select(step => $".Then({step})"));
        Call($"{Kernel(KernelFamily.Elementwise)}.Run", $"ref {OutputAt(0, offset(Output()))}", load + chain, SourceWriter.Number(count));
    }

    /// <summary>Writes element-wise steps over the rows and columns of <paramref name="loops"/>, whose tensors are the output and the inputs.</summary>
    public void WriteRowLoops(EquatableArray<ElementwiseOp> steps, LoopNest loops)
    {
        string Address(int input) => InputAt(input, loops.Offset(input + 1));
        string Row(int input) => SourceWriter.Number(loops.Rows.Strides[input + 1]);
        bool IsNumber(int input) => loops.Columns.Strides[input + 1] == 0;
        string load = $"new {kernels.StructOf(new StepKey(StepKey.Load, IsNumber(0) ? 1 : 0))}(ref {Address(0)}, {Row(0)})";
        string chain = string.Concat(Constructors(steps, 1, Address, Row, IsNumber).Select(step => $".Then({step})"));
        Call(
            $"{Kernel(KernelFamily.ElementwiseRows)}.Run", $"ref {OutputAt(0, loops.Offset(0))}, {SourceWriter.Number(loops.Rows.Strides[0])}", load + chain,
            SourceWriter.Number(loops.Rows.Size), SourceWriter.Number(loops.PaddedColumns()));
    }

    /// <summary>Steps joined by Then; their operands begin at input <paramref name="first"/>.</summary>
    private string Chain(IReadOnlyList<ElementwiseOp> steps, int first, Func<Geometry, string> offset)
    {
        IReadOnlyList<string> texts = Constructors(steps, first, input => InputAt(input, offset(Input(input))));
        return texts[0] + string.Concat(texts.Skip(1).Select(step => $".Then({step})"));
    }

    /// <summary>
    /// The constructors of element-wise steps whose operands begin at input <paramref name="first"/>: each with the addresses of its operands, its
    /// hyper-parameters and, in loops over rows, the distances from row to row.
    /// </summary>
    private IReadOnlyList<string> Constructors(
        IEnumerable<ElementwiseOp> steps, int first, Func<int, string> address, Func<int, string>? row = null, Func<int, bool>? isNumber = null)
    {
        var texts = new List<string>();
        foreach (ElementwiseOp step in steps)
        {
            int[] operands = [.. Enumerable.Range(first, step.Operands)];
            int numbers = operands.Select((operand, i) => isNumber?.Invoke(operand) == true ? 1 << i : 0).Sum();
            IEnumerable<string> arguments =
                [.. operands.Select(operand => $"ref {address(operand)}"), .. step.Scalars.Select(SourceWriter.Float), .. operands.Select(row ?? (_ => "")).Where(text => text.Length > 0)];
            texts.Add($"new {kernels.StructOf(new StepKey(step.Step, numbers))}({string.Join(", ", arguments)})");
            first += step.Operands;
        }

        return texts;
    }

    /// <summary>A constant of the class that holds trip counts and strides, by the step's name.</summary>
    public string Shape(string type, string initializer) => segment.Shape(Node.Name, type, initializer);

    /// <summary>Whether the step fills the border around an output.</summary>
    public bool FillsBorder(int output) => plan.FillsBorder(new Value(index, output));

    /// <summary>
    /// Fills the border of an output that is a map, or of its channels from <paramref name="first"/> on; <paramref name="channels"/>
    /// counts them (all by default) and <paramref name="sample"/> moves to a sample of the batch.
    /// </summary>
    public void FillBorder(int output, string sample = "", string first = "", string? channels = null)
    {
        if (!FillsBorder(output)) return;
        Border border = OutputType(output).Layout.Border;
        Geometry map = Output(output);
        channels ??= SourceWriter.Number(map.IsChannelsLast ? Geometry.Align(map.Channels) : map.Channels);
        string[] offsets = [sample.Length == 0 ? "" : Product(OutputStride(output), sample), first.Length == 0 ? "" : Product(map.Channel, first)];
        Call("global::Kiln.Kernels.Layouts.FillBorder", $"ref {OutputAt(output, offsets)}", Strides(map), channels, SourceWriter.Number(map.Height),
            SourceWriter.Number(map.Width), SourceWriter.Number(border.Top), SourceWriter.Number(border.Left), SourceWriter.Number(border.Bottom),
            SourceWriter.Number(border.Right), SourceWriter.Float(border.Fill));
    }

    /// <summary>Characters in a line of arguments.</summary>
    private const int LongestLine = 150;

    /// <summary>Writes a call, in several lines where it is long.</summary>
    public void Call(string method, params string[] arguments)
    {
        string call = $"{method}({string.Join(", ", arguments)});";
        if (call.Length <= LongestLine)
        {
            writer.Line(call);
            return;
        }

        writer.Line($"{method}(");
        using SourceWriter.Scope indent = writer.Indent();
        string line = "";
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i] + (i + 1 < arguments.Length ? "," : ");");
            if (line.Length > 0 && line.Length + argument.Length >= LongestLine)
            {
                writer.Line(line);
                line = "";
            }

            line += (line.Length > 0 ? " " : "") + argument;
        }

        writer.Line(line);
    }

    /// <summary>base + offset + terms, without what is zero.</summary>
    public static string Sum(params string[] terms)
    {
        string text = "";
        long constant = 0;
        IEnumerable<string> variable = terms.Where(term => !TryNumber(term, ref constant)).ToArray();
        foreach (string term in variable.Append(SourceWriter.Number(constant)))
        {
            if (term is "" or "0") continue;
            text += text.Length == 0 ? term : term[0] == '-' ? " - " + term.Substring(1) : " + " + term;
        }

        return text.Length == 0 ? "0" : text;
    }

    private static bool TryNumber(string term, ref long sum)
    {
        if (!long.TryParse(term, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out long number))
            return false;
        sum += number;
        return true;
    }

    /// <summary>Where item <paramref name="index"/> of rows of <paramref name="columns"/> is, without what is trivial.</summary>
    public static string InRows(string index, long columns, long rowStride, long columnStride)
    {
        if (columns == 1) return Product(rowStride, index);
        string count = SourceWriter.Number(columns);
        return $"{index} / {count} * {SourceWriter.Number(rowStride)} + {index} % {count} * {SourceWriter.Number(columnStride)}";
    }

    /// <summary>factor * variable, without what is trivial.</summary>
    public static string Product(long factor, string variable) =>
        factor == 0 ? "0" : factor == 1 ? variable : $"{SourceWriter.Number(factor)} * {variable}";
}
