using System.Globalization;

namespace Kiln.Compiler.Tests.Fuzzing;

/// <summary>
/// Mutants of the zoo and of the shared programs. KILN_FUZZ_MUTANTS tries as many as it says, and KILN_FUZZ_SEED others. Four classes share them, so that
/// they run side by side.
/// </summary>
public abstract class MutantTests(int chunk, ITestOutputHelper output)
{
    private const int Chunks = 4;

    /// <summary>A source for which much code is generated gets only every eighth turn.</summary>
    private const int Large = 1_000_000;

    private static readonly FuzzSource[] s_turns =
        [.. from turn in Enumerable.Range(0, 8) from source in FuzzSource.All where turn == 0 || source.Size < Large select source];

    [Fact]
    public async Task No_mutant_breaks_Kiln()
    {
        int count = TestLevel.Setting("KILN_FUZZ_MUTANTS", TestLevel.Count(quick: 100, full: 2000));
        int firstSeed = TestLevel.Setting("KILN_FUZZ_SEED", 0);
        int compiled = 0;
        List<string> faults = [];
        for (int seed = firstSeed + chunk; seed < firstSeed + count; seed += Chunks)
        {
            FuzzSource source = s_turns[seed % s_turns.Length];
            List<string> changes = [];
            string mutant = new SourceMutator(new Random(seed)).Mutate(source.Text, changes);
            (string? fault, bool compiles) = await MutantCheck.RunAsync(source, mutant);
            if (compiles) compiled++;
            if (fault is not null)
                faults.Add(string.Create(
                    CultureInfo.InvariantCulture, $"Seed {seed}, {source.Name}, {string.Join("; ", changes)}:\n{fault}\n--- the mutant:\n{mutant}\n---"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{compiled} of about {count / Chunks} mutants compile."));
        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
    }
}

public sealed class FirstMutantTests(ITestOutputHelper output) : MutantTests(0, output);

public sealed class SecondMutantTests(ITestOutputHelper output) : MutantTests(1, output);

public sealed class ThirdMutantTests(ITestOutputHelper output) : MutantTests(2, output);

public sealed class FourthMutantTests(ITestOutputHelper output) : MutantTests(3, output);
