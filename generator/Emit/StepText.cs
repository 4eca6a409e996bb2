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

    /// <summary>
    /// The kernel that computes this step. Where it does not run the epilogue itself, the op writes
    /// <see cref="WriteEpilogue"/> behind it.
    /// </summary>
    public StepKernel Kernel(KernelFamily family, int rows = 0, bool bias = false)
    {
        var key = new KernelKey(family, rows, bias, Epilogue.Select(step => step.Text).ToEquatableArray());
        bool fuses = kernels.Fuses(key);
        return new StepKernel(kernels.ClassOf(fuses ? key : key with { Epilogue = [] }), fuses);
    }

    /// <summary>The class of a kernel without epilogue.</summary>
    public string PlainKernel(KernelFamily family, int rows = 0) => kernels.ClassOf(new KernelKey(family, rows, false, []));

    /// <summary>The arguments of the epilogue's operands and scalars, each with a leading comma; <paramref name="offset"/> moves the operands.</summary>
    public string EpilogueArguments(StepKernel kernel, string offset = "") => kernel.Fuses ? StepArguments(Epilogue, OwnInputs, _ => offset) : "";

    /// <summary>
    /// Writes the epilogue that a kernel left out: its loops over <paramref name="count"/> floats of the output from <paramref name="offset"/> on.
    /// </summary>
    public void WriteEpilogue(StepKernel kernel, string offset, string count)
    {
        if (!kernel.Fuses) WriteLoops($"ref {OutputAt(0, offset)}", Epilogue, OwnInputs, _ => offset, count);
    }

    /// <summary>
    /// Writes element-wise steps from an input (null: from the output itself) to the output: over memory as it lies, borders and pads
    /// included, or pixel by pixel where some of the maps are parts of wider buffers. Operands begin at input <paramref name="firstOperand"/>.
    /// </summary>
    public void WriteMapLoops(int? source, IReadOnlyList<ElementwiseOp> steps, int firstOperand)
    {
        Geometry map = Output();
        IEnumerable<int> read = Enumerable.Range(firstOperand, steps.Sum(step => step.Operands));
        bool apart = read.Concat(source is { } first ? [first] : []).Select(InputType).Append(OutputType()).Any(type => !type.Layout.View.IsNone);
        string At(Geometry part) => SourceWriter.Number(part.Start - part.Interior);
        if (!apart || !map.IsChannelsLast || OutputType().Shape.Rank < 2)
        {
            // Vectors may share a buffer with their neighbours, and what is behind the last whole vector is theirs.
            WriteLoops(From(At), steps, firstOperand, At, SourceWriter.Number(OutputType().Shape.Rank < 2 ? Geometry.Align(map.Channels) : map.Floats));
            return;
        }

        string Pixel(Geometry part) => Sum(Product(part.Row, "row"), Product(part.Pixel, "column"));
        using SourceWriter.Scope rows = writer.Block($"for (nint row = 0; row < {SourceWriter.Number(map.Height)}; row++)");
        using SourceWriter.Scope columns = writer.Block($"for (nint column = 0; column < {SourceWriter.Number(map.Width)}; column++)");
        WriteLoops(From(Pixel), steps, firstOperand, Pixel, SourceWriter.Number(Geometry.Align(map.Channels)));

        string From(Func<Geometry, string> offset) => source is { } input ? $"ref {InputAt(input, offset(Input(input)))}" : $"ref {OutputAt(0, offset(map))}";
    }

    /// <summary>
    /// Writes element-wise steps from <paramref name="source"/> to the output: one loop, or, where Kiln.dll is called, one for each step.
    /// Operands begin at input <paramref name="firstOperand"/>; <paramref name="offset"/> says where to begin in each.
    /// </summary>
    private void WriteLoops(string source, IReadOnlyList<ElementwiseOp> steps, int firstOperand, Func<Geometry, string> offset, string count)
    {
        string target = $"ref {OutputAt(0, offset(Output()))}";
        KernelKey chain = KernelSet.Loop(steps.Select(step => step.Text));
        // A chain that Kiln.dll lacks as one loop is run step by step.
        bool single = steps.Count == 1 || kernels.FusesLoop(chain);
        foreach (IReadOnlyList<ElementwiseOp> part in single ? [steps] : steps.Select(step => (IReadOnlyList<ElementwiseOp>)[step]))
        {
            string kernel = kernels.ClassOf(KernelSet.Loop(part.Select(step => step.Text)));
            Call($"{kernel}.Run", source, $"{target}{StepArguments(part, firstOperand, offset)}", count);
            firstOperand += part.Sum(step => step.Operands);
            source = target;
        }
    }

    /// <summary>
    /// Writes element-wise steps over the rows and columns of <paramref name="loops"/>, whose tensors are the output and the inputs. Where Kiln.dll has each
    /// step alone, one after the other.
    /// </summary>
    public void WriteRowLoops(EquatableArray<ElementwiseOp> steps, LoopNest loops)
    {
        KernelKey Key(IEnumerable<ElementwiseOp> chain, int source, int firstOperand)
        {
            int numbers = source > 0 && loops.Columns.Strides[source] == 0 ? 1 : 0;
            for (int i = 0; i < chain.Sum(step => step.Operands); i++)
                if (loops.Columns.Strides[firstOperand + i] == 0) numbers |= 2 << i;
            return KernelSet.RowLoop(chain.Select(step => step.Text), numbers);
        }

        IReadOnlyList<IReadOnlyList<ElementwiseOp>> parts = [steps];
        if (!kernels.IsLibrary(Key(steps, 1, 2)))
        {
            int operand = 2;
            var single = new List<(ElementwiseOp Step, KernelKey Key)>();
            foreach (ElementwiseOp step in steps)
            {
                single.Add((step, Key([step], single.Count == 0 ? 1 : 0, operand)));
                operand += step.Operands;
            }

            if (single.Count > 0 && single.All(item => kernels.IsLibrary(item.Key)))
                parts = [.. single.Select(item => (IReadOnlyList<ElementwiseOp>)[item.Step])];
        }

        int source = 1, first = 2;
        string columns = SourceWriter.Number(loops.PaddedColumns()), rows = SourceWriter.Number(loops.Rows.Size);
        string Tensor(int tensor)
        {
            string address = tensor == 0 ? OutputAt(0, loops.Offset(0)) : InputAt(tensor - 1, loops.Offset(tensor));
            return $"ref {address}, {SourceWriter.Number(loops.Rows.Strides[tensor])}";
        }


        foreach (IReadOnlyList<ElementwiseOp> part in parts)
        {
            string arguments = "";
            int operand = first;
            foreach (ElementwiseOp step in part)
            {
                for (int i = 0; i < step.Operands; i++) arguments += $", {Tensor(operand++)}";
                foreach (double scalar in step.Scalars) arguments += $", {SourceWriter.Float(scalar)}";
            }

            Call($"{kernels.ClassOf(Key(part, source, first))}.Run", Tensor(source), $"{Tensor(0)}{arguments}", rows, columns);
            (source, first) = (0, operand);
        }
    }

    private string StepArguments(IEnumerable<ElementwiseOp> steps, int first, Func<Geometry, string> offset)
    {
        string text = "";
        foreach (ElementwiseOp step in steps)
        {
            for (int i = 0; i < step.Operands; i++, first++) text += $", ref {InputAt(first, offset(Input(first)))}";
            foreach (double scalar in step.Scalars) text += $", {SourceWriter.Float(scalar)}";
        }

        return text;
    }

    /// <summary>A constant of the class that holds trip counts and strides, by the step's name.</summary>
    public string Shape(string type, string initializer) => segment.Shape(Node.Name, type, initializer);

    /// <summary>
    /// Fills the border of an output that is a map, or of its channels from <paramref name="first"/> on; <paramref name="channels"/>
    /// counts them (all by default) and <paramref name="sample"/> moves to a sample of the batch.
    /// </summary>
    public void FillBorder(int output, string sample = "", string first = "", string? channels = null)
    {
        Border border = OutputType(output).Layout.Border;
        if (border.IsNone) return;
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

/// <summary>A kernel's class, and whether it runs the step's epilogue.</summary>
internal readonly record struct StepKernel(string Class, bool Fuses);
