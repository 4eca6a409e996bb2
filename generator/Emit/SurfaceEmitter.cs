using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Emit;

/// <summary>Writes the public members of a network and what connects them with the runtime.</summary>
internal sealed class SurfaceEmitter(SourceWriter writer, EvaluatedNetwork network, NetworkPlan plan, IReadOnlyList<LayerRow> layers)
{
    private const string Span = "global::System.Span", ReadOnlySpan = "global::System.ReadOnlySpan", Bytes = "MemoryMarshal.AsBytes";

    private string Name => network.Identity.Name;

    /// <summary>The local that counts samples, unless one of the user's spans has its name.</summary>
    private string Batch => plan.Blocks.Slots.ContainsKey("batch") ? "sampleCount" : "batch";

    private string Self => $"global::Kiln.INetwork<{Name}>";

    public void Write()
    {
        writer.Line("private readonly global::Kiln.NetworkCore kiln;");
        WriteConstants();
        WriteConstruction();
        WriteInfo();
        WriteWeights();
        WriteForward();
        if (network.HasLoss) WriteTraining();
    }

    private void WriteConstants()
    {
        foreach (PublicTensor tensor in network.Inputs.Concat(network.Targets).Concat(network.Outputs))
            Member($"Values in one sample of <c>{tensor.Identifier}</c>{(tensor.Type.Shape.Rank == 0 ? "" : $": {tensor.Type.Shape}")}.", $"public const int {tensor.SizeConstant} = {Number(tensor.Type.Shape.ElementCount)};");
        Member("Bytes of the arena of Forward for one sample and one thread.", $"public const int ArenaBytes = {Number(plan.Infer.Plan.ArenaBytes(1, 1))};");
        Member("Bytes of the arena of training for one sample and one thread.", $"public const int TrainingArenaBytes = {Number(plan.Train?.Plan.ArenaBytes(1, 1) ?? 0)};");
        Member("Trained values.", $"public const long ParameterCount = {Number(ParameterCount)};");
        Member("Multiply-adds of Forward for one sample.", $"public const long MultiplyAdds = {Number(layers.Sum(layer => layer.MultiplyAdds))};");
        Plan infer = plan.Infer.Plan;
        Member("Bytes of the arena of Forward for a batch and a number of threads.",
            $"public static long ArenaBytesFor(int batch, int threads = 1) => {StepText.Sum(Number(4 * infer.FixedFloats), StepText.Product(4 * infer.PerSampleFloats, "(long)batch"), StepText.Product(4 * infer.PerWorkerFloats, "(long)threads"))};");
    }

    private long ParameterCount => plan.Source.All<Parameter>().Sum(item => (long)item.Op.Shape.ElementCount);

    private void WriteConstruction()
    {
        writer.Line();
        writer.Line("/// <summary>A network with fresh weights.</summary>");
        writer.Line("/// <param name=\"maxBatch\">Most samples in one call; memory for them is allocated here.</param>");
        writer.Line("/// <param name=\"seed\">Seed of the initial weights and of dropout.</param>");
        writer.Line("/// <param name=\"threads\">Threads that share the work: 0 = one for each processor, 1 = the calling thread.</param>");
        writer.Line($"public {Name}(int maxBatch = 1, int seed = 0, int threads = 0) => kiln = new(Info, KilnLayout, this, maxBatch, seed, threads);");
        writer.Line();
        writer.Line($"private {Name}({Name} owner, int? maxBatch) => kiln = owner.kiln.Share(this, maxBatch);");
        writer.Line();
        writer.Line($"static {Name} {Self}.Create(int maxBatch, int seed, int threads) => new(maxBatch, seed, threads);");
        Member("Another instance on the same weights, with an arena of its own, for another thread.", $"public {Name} Share(int? maxBatch = null) => new(this, maxBatch);");
        writer.Line();
        writer.Line("global::Kiln.NetworkCore global::Kiln.INetwork.Core => kiln;");
    }

    private void WriteInfo()
    {
        writer.Line();
        writer.Line("/// <summary>Inputs, outputs, layers and parameters; prints as a table.</summary>");
        writer.Line("public static global::Kiln.NetworkInfo Info { get; } = new()");
        using (writer.Block("", ";"))
        {
            writer.Line($"Name = {SourceWriter.Text(Name)},");
            foreach ((string list, EquatableArray<PublicTensor> tensors) in new[] { ("Inputs", network.Inputs), ("Targets", network.Targets), ("Outputs", network.Outputs) })
                writer.Line($"{list} = [{string.Join(", ", tensors.Select(tensor => $"new({SourceWriter.Text(tensor.Identifier)}, {Dimensions(tensor.Type.Shape)}, typeof({tensor.Type.Element.Keyword()}))"))}],");
            writer.Line("Layers =");
            writer.Line("[");
            using (writer.Indent())
                foreach (LayerRow layer in layers)
                    writer.Line($"new({SourceWriter.Text(layer.Name)}, {SourceWriter.Text(layer.Kind)}, {Dimensions(layer.Output)}, {Number(layer.Parameters)}, {Number(layer.MultiplyAdds)}, {Number(layer.ReceptiveField)}, {SourceWriter.Text(layer.Algorithm)}),");
            writer.Line("],");
            writer.Line("Parameters =");
            writer.Line("[");
            using (writer.Indent())
                foreach ((_, GraphNode node, Parameter parameter) in plan.Source.All<Parameter>())
                    writer.Line($"{ParameterText(node, parameter.Shape, parameter.Order, plan.Blocks.Parameters[node.Name], parameter.Frozen)},");
            writer.Line("],");
            writer.Line("ParameterCount = ParameterCount, MultiplyAdds = MultiplyAdds, ArenaBytes = ArenaBytes, TrainingArenaBytes = TrainingArenaBytes,");
        }

        writer.Line();
        writer.Line("private static readonly global::Kiln.Kernels.NetworkLayout KilnLayout = new(");
        using SourceWriter.Scope arguments = writer.Indent();
        writer.Line($"{Number(plan.Blocks.ParameterFloats)}, {Number(plan.Blocks.StateFloats)},");
        writer.Line("[");
        using (writer.Indent())
            foreach (CompiledProgram program in plan.Programs)
            {
                Plan p = program.Plan;
                writer.Line($"new({SourceWriter.Text(program.Name)}, {(program.Kind == ProgramKind.Train ? "true" : "false")}, new({Number(p.FixedFloats)}, {Number(p.PerSampleFloats)}, {Number(p.PerWorkerFloats)}), {Number(program.OwnsPacked ? p.PackedFloats : 0)}, {(program.Kind == ProgramKind.Infer ? "false" : "true")}),");
            }

        writer.Line("],");
        writer.Line("[");
        using (writer.Indent())
        {
            int parameter = 0;
            for (int i = 0; i < plan.Source.Nodes.Count; i++)
            {
                GraphNode node = plan.Source.Nodes[i];
                if (node.Op is Parameter)
                {
                    (Distribution distribution, double value) = InitialValues.Of(plan.Source, i);
                    writer.Line($"new(Info.Parameters[{Number(parameter++)}], global::Kiln.Kernels.InitialKind.{distribution}, {SourceWriter.Double(value)}),");
                }
                else if (node.Op is State state)
                {
                    writer.Line($"new({ParameterText(node, state.Shape, MemoryOrder.Natural, plan.Blocks.States[node.Name], frozen: true)}, global::Kiln.Kernels.InitialKind.Constant, {SourceWriter.Double(state.Initial)}, State: true),");
                }
            }
        }

        writer.Line($"], {Number(plan.Blocks.Losses.Count)});");
    }

    private void WriteWeights()
    {
        Member("Most samples in one call.", "public int MaxBatch => kiln.MaxBatch;");
        Member("All trained values, in the kernels' order; Parameter(name) shows one tensor as PyTorch would.", $"public {ReadOnlySpan}<float> Parameters => kiln.Parameters;");
        Member("The trained values, to be changed; the next Forward sees the change.", $"public {Span}<float> EditParameters() => kiln.EditParameters();");
        Member("Writes the weights as safetensors under PyTorch's names, shapes and order, to a temporary file that is then moved.", "public void Save(string path) => kiln.Save(path);");
        Member("Writes the weights as safetensors.", "public void Save(global::System.IO.Stream stream) => kiln.Save(stream);");
        Member("Reads weights from a safetensors file; a file that does not fit changes nothing and throws a WeightsException.", "public global::Kiln.LoadReport Load(string path, global::Kiln.LoadOptions? options = null) => kiln.Load(path, options);");
        Member("Reads weights from safetensors.", "public global::Kiln.LoadReport Load(global::System.IO.Stream stream, global::Kiln.LoadOptions? options = null) => kiln.Load(stream, options);");
    }

    private void WriteForward()
    {
        writer.Line();
        writer.Line("/// <summary>Inference for one sample or a batch of up to MaxBatch, one behind the other.</summary>");
        WriteTensorDocs(network.Inputs);
        WriteTensorDocs(network.Outputs, "; written");
        WriteLengthError();
        using (writer.Block($"public void Forward({Spans(network.Inputs, ReadOnlySpan)}, {Spans(network.Outputs, Span)})"))
        {
            WriteChecks(network.Inputs.Concat(network.Outputs));
            writer.Line($"kiln.Execute(0, {Batch}, {Slots(network.Inputs.Concat(network.Outputs))});");
        }

        writer.Line();
        string arguments = string.Join(", ", network.Inputs.Select((tensor, i) => $"inputs.Read<{tensor.Type.Element.Keyword()}>({Number(i)})").Concat(network.Outputs.Select((tensor, i) => $"outputs.Write<{tensor.Type.Element.Keyword()}>({Number(i)})")));
        writer.Line($"void {Self}.Forward(global::Kiln.Data.Batch inputs, global::Kiln.Data.Batch outputs) => Forward({arguments});");
    }

    private void WriteTraining()
    {
        string samples = $"{Spans(network.Inputs, ReadOnlySpan)}, {Spans(network.Targets, ReadOnlySpan)}";
        List<PublicTensor> given = [.. network.Inputs, .. network.Targets];
        Member("Gradients of the last ForwardBackward, laid out like Parameters.", $"public {Span}<float> Gradients => kiln.Gradients;");
        Member("The loss terms of the last Evaluate or ForwardBackward; the first is the minimised one.", $"public {ReadOnlySpan}<float> LossTerms => kiln.Losses;");

        writer.Line();
        writer.Line("/// <summary>Mean loss over the batch in inference mode; fills the outputs that are given.</summary>");
        WriteTensorDocs(given);
        WriteTensorDocs(network.Outputs, "; written, or left out");
        WriteLengthError();
        using (writer.Block($"public float Evaluate({samples}, {Spans(network.Outputs, Span, " = default")})"))
        {
            WriteChecks(given);
            WriteLabelChecks();
            foreach (PublicTensor output in network.Outputs)
                writer.Line($"if ({At(output)}.Length > 0) kiln.RequireLength({At(output)}.Length, {Batch}, {output.SizeConstant}, nameof({At(output)}));");
            writer.Line("kiln.Scale = 1;");
            writer.Line($"kiln.Execute(1, {Batch}, {Slots(given.Concat(network.Outputs))});");
            writer.Line("return kiln.Losses[0];");
        }

        writer.Line();
        writer.Line("/// <summary>Mean loss over the batch in training mode, and the gradients of scale times it: stored, or added where accumulate is set.</summary>");
        WriteTensorDocs(given);
        writer.Line("/// <param name=\"scale\">Factor of the gradients, not of the returned loss.</param>");
        writer.Line("/// <param name=\"accumulate\">Adds to the gradients of the calls before instead of replacing them.</param>");
        WriteLengthError();
        using (writer.Block($"public float ForwardBackward({samples}, float scale = 1, bool accumulate = false)"))
        {
            WriteChecks(given);
            WriteLabelChecks();
            foreach (int pixels in plan.Source.All<BatchNorm>().Select(item => item.Node.Outputs[0].Shape.ElementCount / item.Node.Outputs[0].Shape[0]).Distinct().Where(pixels => pixels == 1).Take(1))
                writer.Line($"if ({Batch} < 2) throw new global::System.ArgumentException(\"BatchNorm has one value for each channel in a batch of one sample and no variance; train with at least two samples.\");");
            writer.Line("kiln.Scale = scale;");
            writer.Line("kiln.Accumulate = accumulate;");
            writer.Line($"kiln.Execute(2, {Batch}, {Slots(given)});");
            writer.Line("return kiln.Losses[0];");
        }

        string read = string.Join(", ", given.Select((tensor, i) => $"samples.Read<{tensor.Type.Element.Keyword()}>({Number(i)})"));
        string outputs = string.Join(", ", network.Outputs.Select((tensor, i) => $"outputs is null ? default : outputs.Write<{tensor.Type.Element.Keyword()}>({Number(i)})"));
        writer.Line();
        writer.Line($"float global::Kiln.ITrainable<{Name}>.Evaluate(global::Kiln.Data.Batch samples, global::Kiln.Data.Batch? outputs) => Evaluate({read}, {outputs});");
        writer.Line();
        writer.Line($"float global::Kiln.ITrainable<{Name}>.ForwardBackward(global::Kiln.Data.Batch samples, float scale, bool accumulate) => ForwardBackward({read}, scale, accumulate);");
    }

    /// <summary>The first span says how many samples there are, the others must agree.</summary>
    private void WriteChecks(IEnumerable<PublicTensor> tensors)
    {
        bool first = true;
        foreach (PublicTensor tensor in tensors)
        {
            string arguments = $"{tensor.SizeConstant}, nameof({At(tensor)}));";
            writer.Line(first ? $"int {Batch} = kiln.BatchOf({At(tensor)}.Length, {arguments}" : $"kiln.RequireLength({At(tensor)}.Length, {Batch}, {arguments}");
            first = false;
        }
    }

    private void WriteTensorDocs(IEnumerable<PublicTensor> tensors, string use = "")
    {
        foreach (PublicTensor tensor in tensors)
            writer.Line($"/// <param name=\"{tensor.Identifier}\">{tensor.SizeConstant} values for each sample{(tensor.Type.Shape.Rank == 0 ? "" : $": {tensor.Type.Shape}")}{use}.</param>");
    }

    private void WriteLengthError() =>
        writer.Line("/// <exception cref=\"global::System.ArgumentException\">A length is no whole number of samples, more than MaxBatch of them, or another number than the first one's.</exception>");

    /// <summary>Class indices are checked for the whole batch, so that the message names the sample and nothing has been computed.</summary>
    private void WriteLabelChecks()
    {
        foreach ((_, GraphNode node, SoftmaxCrossEntropy loss) in plan.Source.All<SoftmaxCrossEntropy>())
            if (plan.Source[node.Inputs[1]].Op is Input labels)
                writer.Line($"global::Kiln.Kernels.SoftmaxCrossEntropy.Validate(ref MemoryMarshal.GetReference(@{labels.Identifier}), {Batch}, {Number(plan.Source.TypeOf(node.Inputs[0]).Shape[0])}, {Number(loss.IgnoreIndex)});");
    }

    private void Member(string summary, string text)
    {
        writer.Line();
        writer.Line($"/// <summary>{summary}</summary>");
        writer.Line(text);
    }

    private string Slots(IEnumerable<PublicTensor> tensors) =>
        string.Join(", ", tensors.Select(tensor => $"slot{Number(plan.Blocks.Slots[tensor.Identifier])}: {Bytes}({At(tensor)})"));

    private static string Spans(IEnumerable<PublicTensor> tensors, string span, string suffix = "") =>
        string.Join(", ", tensors.Select(tensor => $"{span}<{tensor.Type.Element.Keyword()}> {At(tensor)}{suffix}"));

    /// <summary>The parameter's name, which may be a keyword.</summary>
    private static string At(PublicTensor tensor) => "@" + tensor.Identifier;

    private static string ParameterText(GraphNode node, Shape shape, MemoryOrder order, long offset, bool frozen)
    {
        // Outputs last: [K][N] for [N, K], HWIO for OIHW.
        int[] permutation = (order, shape.Rank) switch
        {
            (MemoryOrder.OutputsLast, 4) => [2, 3, 1, 0],
            (MemoryOrder.OutputsLast, 2) => [1, 0],
            _ => [.. Enumerable.Range(0, shape.Rank)],
        };
        return $"new({SourceWriter.Text(node.Name)}, [{string.Join(", ", shape.Dimensions.Select(d => Number(d)))}], [{string.Join(", ", permutation.Select(axis => Number(axis)))}], {Number(offset)}, {Number(shape.ElementCount)}, {(frozen ? "true" : "false")})";
    }

    private static string Dimensions(Shape shape) => $"[{string.Join(", ", shape.Rank == 0 ? ["1"] : shape.Dimensions.Select(d => Number(d)))}]";

    private static string Number(long value) => SourceWriter.Number(value);
}
