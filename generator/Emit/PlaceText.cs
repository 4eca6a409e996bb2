using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>Prints places in memory: elements that lie so far behind others, and the methods of a network that give those of its blocks.</summary>
internal static class PlaceText
{
    /// <summary>
    /// Every network has a method of its own for floats: the C# compiler takes a quarter less time for a large network than with
    /// Unsafe.Add, for which it infers a type and picks an overload at each of ten thousand calls.
    /// </summary>
    private const string AtMethod = "KilnAt";

    private static readonly (Block Block, string Method, string Origin)[] s_stored =
    [
        (Block.Parameters, "KilnParameter", "kiln.ParameterBlock"), (Block.Gradients, "KilnGradient", "kiln.GradientBlock"),
        (Block.State, "KilnState", "kiln.StateBlock"), (Block.Model, "KilnModel", "kiln.ModelBlock"),
    ];

    /// <summary>The methods for what all programs have in common.</summary>
    public static void WriteCommon(SourceWriter writer, NetworkPlan plan)
    {
        writer.Line($"[{Framework.MethodImpl}({Framework.MethodImpl}Options.AggressiveInlining)]");
        writer.Line($"private static ref float {AtMethod}(ref float origin, nint offset) => ref {Framework.Unsafe}.Add(ref origin, offset);");
        writer.Line();
        writer.Comment("Where tensors begin that the network holds beside its working memory.");
        foreach ((Block block, string method, string origin) in s_stored)
        {
            bool isUsed = plan.Programs.Any(program => program.Plan.Storage.Values.Any(storage => storage.Block == block));
            if (isUsed) WriteMethod(writer, method, "", origin, 0);
        }
    }

    /// <summary>The methods for the blocks of a program: where buffers begin of which there is one, one for each sample, one for each thread.</summary>
    public static void WritePlaces(SourceWriter writer, CompiledProgram program)
    {
        Plan plan = program.Plan;
        Expression samples = Storage.Floats(plan.FixedBytes), capacity = Expression.Named("kiln.MaxBatch"), rest = Expression.Named("rest");
        Expression threads = samples + (Storage.Floats(plan.PerSampleBytes) * capacity);
        (string arena, string packed) = ($"kiln.Arena({SourceWriter.Number(program.Arena)})", $"kiln.Packed({SourceWriter.Number(program.Packed)})");
        if (program.OwnsPacked && plan.PackedBytes > 0) WriteMethod(writer, Of(PackedMethod, program.Packed), "", packed, 0);
        if (!program.OwnsArena) return;
        if (plan.FixedBytes > 0) WriteMethod(writer, Of(OnceMethod, program.Arena), "", arena, 0);
        if (plan.PerSampleBytes > 0)
        {
            string place = At(arena, samples + (Offset * capacity) + rest);
            writer.Line($"private ref float {Of(SamplesMethod, program.Arena)}(nint offset, nint rest = 0) => ref {place};");
        }

        Expression worker = threads + (Storage.Floats(plan.PerWorkerBytes) * Expression.Named("slot"));
        if (plan.PerWorkerBytes > 0) WriteMethod(writer, Of(ScratchMethod, program.Arena), "nint slot, ", arena, worker);
        writer.Line();
    }

    /// <summary>A span of the caller.</summary>
    public static string Caller(long slot, Expression offset, DType element) =>
        At($"kiln.Bound<{element.Keyword()}>({SourceWriter.Number(slot)})", offset, element);

    /// <summary>A buffer of which each sample has one: that of the first sample, or the element so far behind it.</summary>
    public static string Samples(CompiledProgram program, Expression origin, Expression offset) =>
        $"{Of(SamplesMethod, program.Arena)}({ExpressionText.Of(origin)}{More(offset)})";

    /// <summary>A buffer that each thread uses anew for each sample.</summary>
    public static string Scratch(CompiledProgram program, string slot, Expression offset) => $"{Of(ScratchMethod, program.Arena)}({slot}{More(offset)})";

    /// <summary>A buffer of which there is one.</summary>
    public static string Once(CompiledProgram program, Expression offset) => $"{Of(OnceMethod, program.Arena)}({ExpressionText.Of(offset)})";

    /// <summary>Packed weights.</summary>
    public static string Packed(CompiledProgram program, Expression offset) => $"{Of(PackedMethod, program.Packed)}({ExpressionText.Of(offset)})";

    /// <summary>What the network holds beside its working memory.</summary>
    public static string Stored(Block block, Expression offset) => $"{s_stored.First(stored => stored.Block == block).Method}({ExpressionText.Of(offset)})";

    /// <summary>The element so far behind another.</summary>
    public static string At(string place, Expression offset, DType element = DType.Float32) => offset is Expression.Number { Value: 0 }
        ? place
        : $"{(element == DType.Float32 ? AtMethod : Framework.Unsafe + ".Add")}(ref {place}, {ExpressionText.Of(offset)})";

    /// <summary>A place whose elements are read as others.</summary>
    public static string As(DType from, DType to, string place) => from == to ? place : $"{Framework.Unsafe}.As<{from.Keyword()}, {to.Keyword()}>(ref {place})";

    private const string SamplesMethod = "KilnSamples", ScratchMethod = "KilnScratch", OnceMethod = "KilnOnce", PackedMethod = "KilnPacked";
    private static Expression Offset { get; } = Expression.Named("offset");

    private static void WriteMethod(SourceWriter writer, string name, string parameters, string origin, Expression start) =>
        writer.Line($"private ref float {name}({parameters}nint offset = 0) => ref {At(origin, start + Offset)};");

    /// <summary>A method of one program.</summary>
    private static string Of(string method, int program) => method + SourceWriter.Number(program);

    private static string More(Expression offset) => offset is Expression.Number { Value: 0 } ? "" : ", " + ExpressionText.Of(offset);
}
