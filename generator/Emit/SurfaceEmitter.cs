using Kiln.Generator.Steps;
using Kiln.Generator.Evaluation.Surface;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Emit;

/// <summary>Writes the public members of a network and what connects them with the runtime.</summary>
internal sealed class SurfaceEmitter(SourceWriter writer, EvaluatedNetwork network, NetworkPlan plan, IReadOnlyList<LayerRow> layers)
{
    private const string Span = "global::System.Span", ReadOnlySpan = "global::System.ReadOnlySpan";
    private string Name => network.Identity.Name;
    private string Self => $"global::Kiln.INetwork<{Name}>";

    /// <summary>What a file of a quantized network holds besides numbers.</summary>
    private string Layers => network.IsInteger ? ", KilnLayerList" : "";

    public void Write()
    {
        writer.Line("private readonly global::Kiln.NetworkCore kiln;");
        WriteConstants();
        WriteConstruction();
        new InfoEmitter(writer, network, plan, layers).Write();
        WriteWeights();
        WriteMethods();
        WriteBatchMethods();
        new QuantizationEmitter(writer, network, plan).Write();
    }

    private void WriteConstants()
    {
        foreach (PublicTensor tensor in network.Inputs.Concat(network.Targets).Concat(network.Outputs)) WriteSize(tensor, tensor.SizeConstant, "");
        foreach (NetworkEntry entry in network.Entries)
            foreach (PublicTensor tensor in entry.Inputs.Concat(entry.Outputs)) WriteSize(tensor, entry.SizeConstant(tensor), $" of <c>{entry.Name}</c>");
        Member("Bytes of working memory that Forward needs for one sample and one thread.", Constant("ArenaBytes", plan.Infer.Plan.ArenaBytes(1, 1)));
        long training = plan.Training?.Plan.ArenaBytes(1, 1) ?? 0;
        Member("Bytes of working memory that training needs for one sample and one thread.", Constant("TrainingArenaBytes", training));
        Member("Number of trained values.", $"public const long ParameterCount = {Number(plan.ParameterCount)};");
        Member("Multiply-adds of Forward for one sample.", $"public const long MultiplyAdds = {Number(layers.Sum(layer => layer.MultiplyAdds))};");
        Plan infer = plan.Infer.Plan;
        Expression perBatch = infer.PerSampleBytes * Expression.Named("(long)batch"), perThread = infer.PerWorkerBytes * Expression.Named("(long)threads");
        string bytes = ExpressionText.Of(infer.FixedBytes + perBatch + perThread);
        Member("Bytes of working memory that Forward needs for a batch and a number of threads.",
            $"public static long ArenaBytesFor(int batch, int threads = 1) => {bytes};");
    }

    private void WriteSize(PublicTensor tensor, string constant, string place) => Member(
        $"Values in one sample of <c>{tensor.Identifier}</c>{place}{(tensor.Type.Shape.Rank == 0 ? "" : $": {tensor.Type.Shape}")}.",
        $"public const int {constant} = {Number(tensor.Type.Shape.ElementCount)};");

    private void WriteConstruction()
    {
        if (network.IsInteger)
        {
            WriteIntegerConstruction();
            return;
        }

        writer.Line("\n/// <summary>A network with fresh weights.</summary>");
        writer.Line("/// <param name=\"maxBatch\">Most samples that one call may pass. The constructor allocates memory for them.</param>");
        writer.Line("/// <param name=\"seed\">Seed of the initial weights and of dropout.</param>");
        writer.Line("/// <param name=\"threads\">Threads that share the work: 0 means one per processor, 1 only the calling thread.</param>");
        writer.Line($"public {Name}(int maxBatch = 1, int seed = 0, int threads = 0) => kiln = new(Info, KilnLayout, this, maxBatch, seed, threads);");
        WriteSharing("new(maxBatch, seed, threads)");
    }

    private void WriteIntegerConstruction()
    {
        writer.Line("\n/// <summary>A network without weights: load them, or quantize a trained network.</summary>");
        writer.Line("/// <param name=\"maxBatch\">Most samples that one call may pass. The constructor allocates memory for them.</param>");
        writer.Line("/// <param name=\"threads\">Threads that share the work: 0 means one per processor, 1 only the calling thread.</param>");
        writer.Line($"public {Name}(int maxBatch = 1, int threads = 1) => kiln = new(Info, KilnLayout, this, maxBatch, 0, threads);");
        WriteSharing("new(maxBatch, threads)");
    }

    private void WriteSharing(string created)
    {
        writer.Line($"\nprivate {Name}({Name} owner, int? maxBatch) => kiln = owner.kiln.Share(this, maxBatch);");
        writer.Line($"\nstatic {Name} {Self}.Create(int maxBatch, int seed, int threads) => {created};");
        Member("Creates an instance for another thread: it shares the weights and has its own working memory.",
            $"public {Name} Share(int? maxBatch = null) => new(this, maxBatch);");
        writer.Line("\nglobal::Kiln.NetworkCore global::Kiln.INetwork.Core => kiln;");
    }

    private void WriteWeights()
    {
        Member("Most samples that one call may pass.", "public int MaxBatch => kiln.MaxBatch;");
        Member("All trained values, in the kernels' order. Parameter(name) shows one tensor in PyTorch's order.",
            $"public {ReadOnlySpan}<float> Parameters => kiln.Parameters;");
        Member("The trained values, for writing. The next Forward uses the new values.", $"public {Span}<float> EditParameters() => kiln.EditParameters();");
        Member("Writes the weights as safetensors with PyTorch's names, shapes and order. The file is replaced in one step, when it is complete.",
            $"public void Save(string path) => kiln.Save(path{Layers});");
        Member("Writes the weights to a stream as safetensors.", $"public void Save(global::System.IO.Stream stream) => kiln.Save(stream{Layers});");
        Member("Reads weights from a safetensors file. A file that does not fit throws a WeightsException and changes nothing.",
            "public global::Kiln.LoadReport Load(string path, global::Kiln.LoadOptions? options = null) => kiln.Load(path, options);");
        Member("Reads weights from a safetensors stream.",
            "public global::Kiln.LoadReport Load(global::System.IO.Stream stream, global::Kiln.LoadOptions? options = null) => kiln.Load(stream, options);");
    }

    private void WriteMethods()
    {
        if (network.Learns)
            Member("Gradients of the last training call, laid out like Parameters.", $"public {Span}<float> Gradients => kiln.Gradients;");
        if (network.HasLoss) WriteLossTerms();
        var emitter = new SpanMethodEmitter(writer, plan, Name);
        foreach (SpanMethod method in SpanMethods.Of(network)) emitter.Write(method);
    }

    /// <summary>The terms may be followed by their parts.</summary>
    private void WriteLossTerms()
    {
        int terms = network.LossTerms.Count;
        string names = terms > 0 ? ": " + string.Join(", ", network.LossTerms) : "; there are none";
        string end = plan.Blocks.Losses > terms + 1 ? Number(terms + 1) : "";
        string summary = $"The named loss terms of the last call that returned a loss, in order{names}.";
        Member(summary, $"public {ReadOnlySpan}<float> LossTerms => kiln.Losses[1..{end}];");
    }

    /// <summary>The methods for generic code, which take whole batches instead of spans.</summary>
    private void WriteBatchMethods()
    {
        writer.Line();
        EvaluatedNetwork typed = network.Reals ?? network;
        IEnumerable<string> columns = typed.Inputs.Select((tensor, i) => Column("inputs.Read", tensor, i))
            .Concat(typed.Outputs.Select((tensor, i) => Column("outputs.Write", tensor, i)));
        writer.Line($"void {Self}.Forward(global::Kiln.Data.Batch inputs, global::Kiln.Data.Batch outputs) => Forward({string.Join(", ", columns)});");
        if (!network.LearnsFromLoss) return;

        string taken = string.Join(", ", network.Inputs.Concat(network.Targets).Select((tensor, i) => Column("samples.Read", tensor, i)));
        string outputs = string.Join(", ", network.Outputs.Select((tensor, i) => "outputs is null ? default : " + Column("outputs.Write", tensor, i)));
        string trainable = $"float global::Kiln.ITrainable<{Name}>.";
        const string Batch = "global::Kiln.Data.Batch";
        writer.Line($"\n{trainable}Evaluate({Batch} samples, {Batch}? outputs) => Evaluate({taken}, {outputs});");
        writer.Line($"\n{trainable}ForwardBackward({Batch} samples, float scale, bool accumulate) => ForwardBackward({taken}, scale, accumulate);");
    }

    private static string Column(string access, PublicTensor tensor, int column) => $"{access}<{tensor.Type.Element.Keyword()}>({Number(column)})";

    private void Member(string summary, string text) => writer.Line($"\n/// <summary>{summary}</summary>\n{text}");

    /// <summary>A number of bytes: an int, as long as it is one.</summary>
    private static string Constant(string name, long value) => $"public const {(value > int.MaxValue ? "long" : "int")} {name} = {Number(value)};";

    private static string Number(long value) => SourceWriter.Number(value);
}
