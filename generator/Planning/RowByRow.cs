using Kiln.Generator.Passes;

namespace Kiln.Generator.Planning;

/// <summary>
/// Decides which depthwise layers a program that saves memory computes row by row with the pointwise layers behind them: no more than those that its smallest
/// arena needs.
/// </summary>
internal static class RowByRow
{
    public static ProgramSpec Decide(Graph source, ProgramSpec spec)
    {
        if (!spec.SavesMemory || spec.RowByRow is not null) return spec;
        ProgramSpec apart = spec with { RowByRow = [] };
        EquatableArray<string> names = FuseDepthwise.Candidates(source);
        if (names.Count == 0) return apart;
        ProgramSpec best = spec with { RowByRow = names };
        long bytes = BytesOf(source, best);
        foreach (string name in names)
        {
            names = [.. best.RowByRow!.Value.Where(other => other != name)];
            ProgramSpec without = spec with { RowByRow = names };
            if (BytesOf(source, without) is var fewer && fewer <= bytes) (best, bytes) = (without, fewer);
        }

        return bytes < BytesOf(source, apart) ? best : apart;
    }

    private static long BytesOf(Graph source, ProgramSpec spec) => NetworkPlan.Of(source, [spec]).Infer.Plan.ArenaBytes(1, 1);
}
