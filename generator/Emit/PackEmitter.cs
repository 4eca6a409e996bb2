using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>Writes the packing of weights: a method for what the same programs read, which fills the block that it is given.</summary>
internal sealed class PackEmitter(
    SourceWriter writer, NetworkPlan plan, IReadOnlyList<StepPhases> phases, IReadOnlyList<BufferNames> names, ShapeConstants shapes, KernelSet kernels)
{
    /// <summary>The cases of Pack: each program's own part of its block, and the whole published one.</summary>
    public void WriteCases()
    {
        foreach (CompiledProgram program in plan.Programs)
        {
            PackingGroup[] groups = [.. plan.Packed.Groups.Where(group => group.Users.Contains(program.Number))];
            if (groups.Length == 0) continue;
            using SourceWriter.Scope choice = writer.Open($"case {SourceWriter.Number(program.Number)}:");
            foreach (string method in groups.SelectMany(NamesOf)) writer.Line($"{method}(ref kiln.Packed({SourceWriter.Number(program.Packed)}));");
            writer.Line("break;");
        }
    }

    public void WriteMethods()
    {
        foreach (PackingGroup group in plan.Packed.Groups)
        {
            IReadOnlyList<string> methods = NamesOf(group);
            IReadOnlyList<IReadOnlyList<(int Program, int Step)>> parts = Stage.Parts(group.Steps);
            for (int part = 0; part < parts.Count; part++)
            {
                writer.Line();
                using SourceWriter.Scope method = writer.Block($"private void {methods[part]}(ref float {SegmentText.PackedParameter})");
                WriteBody(parts[part]);
            }
        }
    }

    private void WriteBody(IReadOnlyList<(int Program, int Step)> steps)
    {
        List<List<Packing>> layers = [];
        foreach (Packing packing in steps.Select(step => new Packing(plan.Programs[step.Program], step.Step, phases[step.Program].Of(step.Step, whole: true))))
            if (layers.Count > 0 && layers[layers.Count - 1][0].Layer == packing.Layer) layers[layers.Count - 1].Add(packing);
            else layers.Add([packing]);

        foreach (List<Packing> layer in layers)
        {
            var buffers = new MethodBuffers(
                [.. layer.SelectMany(packing => packing.Statements)], LayerPath.BlockOf([layer[0].Layer]), names[layer[0].Program.Number], namesAll: false);
            foreach (Packing packing in layer) TextOf(packing, buffers).Use(packing.Statements);
            var body = new SourceWriter();
            foreach (Packing packing in layer) new StatementPrinter(body, packing.Layer, TextOf(packing, buffers), shapes, kernels).Print(packing.Statements);
            IReadOnlyList<string> declarations = buffers.Declarations();
            writer.Comment(layer[0].Layer);
            using SourceWriter.Scope? scope = layers.Count > 1 && declarations.Count > 0 ? writer.Block() : null;
            writer.Paragraph(declarations);
            writer.Lines(body);
        }
    }

    private SegmentText TextOf(Packing packing, MethodBuffers buffers) => new(packing.Program, names[packing.Program.Number], buffers) { Packs = true };

    /// <summary>A step that packs, as one program's plan has it.</summary>
    private sealed record Packing(CompiledProgram Program, int Step, IReadOnlyList<Phase> Phases)
    {
        public string Layer { get; } = Program.Plan.Graph.Nodes[Step].Name;
        public IReadOnlyList<Statement> Statements { get; } = [.. Phases.SelectMany(phase => phase.Statements)];
    }

    /// <summary>The methods of a group: more than one where it has too many steps for one.</summary>
    public static IReadOnlyList<string> NamesOf(PackingGroup group)
    {
        int parts = Stage.Parts(group.Steps).Count;
        return [.. Enumerable.Range(0, parts).Select(part => $"KilnPack{group.Name}{(parts > 1 ? "Part" + SourceWriter.Number(part) : "")}")];
    }
}
