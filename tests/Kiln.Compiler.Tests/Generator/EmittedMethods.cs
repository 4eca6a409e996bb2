using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Emit;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>The methods that are emitted for a program: those of each segment by their names, and which of them share one.</summary>
internal sealed record EmittedMethods(IReadOnlyList<SegmentJobs> Segments, SegmentMethods Methods)
{
    public static EmittedMethods Of(CompiledProgram program, long sharedWork)
    {
        var phases = new StepPhases(program.Plan);
        var builder = new MethodBuilder(program, phases, new BufferNames(program.Plan), new ShapeConstants(), new KernelSet(NetworkCompiler.Options));
        SegmentJobs[] segments = [.. Enumerable.Range(program.FirstSegment, program.EndSegment - program.FirstSegment).Select(i =>
            new SegmentJobs(phases, program.Plan.Segments[i], FormattableString.Invariant($"Kiln{program.Spec.Name}{i}"), 0, 0, sharedWork))];
        return new EmittedMethods(segments, new SegmentMethods([.. segments.SelectMany(builder.Of)]));
    }
}
