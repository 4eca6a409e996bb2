using Kiln.Generator.LaidOut;
using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>Writes the packing of weights: a method for what the same programs read, which fills the block that it is given.</summary>
/// <param name="writer">Where the methods go.</param>
/// <param name="plan">The plan.</param>
/// <param name="names">What the buffers of each program are called.</param>
/// <param name="shapes">The structures of constants of all programs.</param>
/// <param name="kernels">Where kernels are.</param>
internal sealed class PackEmitter(
    SourceWriter writer, NetworkPlan plan, IReadOnlyList<BufferNames> names, ShapeConstants shapes, KernelSet kernels)
{
    /// <summary>The cases of Pack: each program's own part of its block, and the whole published one.</summary>
    public void WriteCases()
    {
        foreach (CompiledProgram program in plan.Programs)
        {
            PackingGroup[] groups = [.. plan.Packed.Groups.Where(group => group.Users.Contains(program.Number))];
            if (groups.Length == 0) continue;
            writer.Line($"case {SourceWriter.Number(program.Number)}:");
            using SourceWriter.Scope indent = writer.Indent();
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
        (LaidOutNode Node, CompiledProgram Program, Statement[] Statements)[] packings = [.. steps.Select(step => (
            plan.Programs[step.Program].Plan.Graph.Nodes[step.Step], plan.Programs[step.Program],
            StepPhases.Of(plan.Programs[step.Program].Plan, step.Step, whole: true).SelectMany(phase => phase.Statements).ToArray()))];
        var buffers = new MethodBuffers([.. packings.SelectMany(packing => packing.Statements)], namesAll: false);
        foreach ((_, CompiledProgram program, Statement[] statements) in packings) TextOf(program, buffers).Use(statements);
        var body = new SourceWriter();
        string layer = "";
        foreach ((LaidOutNode node, CompiledProgram program, Statement[] statements) in packings)
        {
            if (node.Name != layer) body.Comment(node.Name);
            layer = node.Name;
            new StatementPrinter(body, node.Name, TextOf(program, buffers), shapes, kernels).Print(statements);
        }

        IReadOnlyList<string> declarations = buffers.Declarations();
        foreach (string declaration in declarations) writer.Line(declaration);
        if (declarations.Count > 0) writer.Line();
        writer.Lines(body);
    }

    private SegmentText TextOf(CompiledProgram program, MethodBuffers buffers) => new(program, names[program.Number], buffers) { Packs = true };

    /// <summary>The methods of a group: more than one where it has too many steps for one.</summary>
    public static IReadOnlyList<string> NamesOf(PackingGroup group)
    {
        int parts = Stage.Parts(group.Steps).Count;
        return [.. Enumerable.Range(0, parts).Select(part => $"KilnPack{group.Name}{(parts > 1 ? "Part" + SourceWriter.Number(part) : "")}")];
    }
}
