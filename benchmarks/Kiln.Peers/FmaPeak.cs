using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Peers;

/// <summary>
/// The most multiply-adds that one core does: independent chains of fused multiply-adds that never leave the registers.
/// Latency 4 or 5 times two units needs ten chains; twelve and two constants fit the sixteen 256-bit registers.
/// </summary>
internal static class FmaPeak
{
    /// <summary>Turns of the loop in one run: about 40 microseconds.</summary>
    public const int Iterations = 20_000;

    private const int Chains = 12;
    private const int Repeats = 200;

    /// <summary>Whether <see cref="Run512"/> is compiled to 512-bit instructions here.</summary>
    public static bool Has512 => Vector512.IsHardwareAccelerated;

    /// <summary>Floating-point operations (2 per multiply-add) of one run with that many lanes.</summary>
    public static long OperationsPerRun(int lanes) => 2L * lanes * Chains * Iterations;

    /// <summary>GFLOP/s (2 per multiply-add) with 256-bit vectors, the best of many short runs.</summary>
    public static double Measure256(int threads = 1) => Measure(Vector256<float>.Count, Run256, threads);

    /// <summary>GFLOP/s with 512-bit vectors; 0 where the CPU has none.</summary>
    public static double Measure512(int threads = 1) => Has512 ? Measure(Vector512<float>.Count, Run512, threads) : 0;

    // Threads start each repeat together, and the last to end ends it: so much all cores do at the same time.
    private static double Measure(int lanes, Func<int, float> run, int threads)
    {
        run(Iterations);
        long[] starts = new long[threads], ends = new long[threads];
        double best = 0;
        using Barrier barrier = new(threads, _ =>
        {
            double seconds = Stopwatch.GetElapsedTime(starts.Min(), ends.Max()).TotalSeconds;
            best = seconds > 0 ? Math.Max(best, threads * OperationsPerRun(lanes) * RunsPerRepeat(threads) / seconds / 1e9) : best;
        });
        Thread[] others = [.. Enumerable.Range(1, threads - 1).Select(thread => new Thread(() => Repeat(thread)))];
        foreach (Thread other in others)
        {
            other.Start();
        }

        Repeat(0);
        foreach (Thread other in others)
        {
            other.Join();
        }

        return best;

        void Repeat(int thread)
        {
            for (int repeat = 0; repeat < Repeats; repeat++)
            {
                barrier.SignalAndWait();
                starts[thread] = Stopwatch.GetTimestamp();
                for (int count = 0; count < RunsPerRepeat(threads); count++)
                {
                    run(Iterations);
                }

                ends[thread] = Stopwatch.GetTimestamp();
            }

            barrier.SignalAndWait();
        }
    }

    // Several threads need a moment to meet, which longer runs make small.
    private static int RunsPerRepeat(int threads) => threads == 1 ? 1 : 25;

    // x <- x / 2 + 1 stays at 2: no overflow, no denormal numbers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static float Run256(int iterations)
    {
        Vector256<float> half = Vector256.Create(0.5f), one = Vector256<float>.One;
        Vector256<float> a = one, b = one, c = one, d = one, e = one, f = one, g = one, h = one, i = one, j = one, k = one, l = one;
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            a = Vector256.FusedMultiplyAdd(a, half, one);
            b = Vector256.FusedMultiplyAdd(b, half, one);
            c = Vector256.FusedMultiplyAdd(c, half, one);
            d = Vector256.FusedMultiplyAdd(d, half, one);
            e = Vector256.FusedMultiplyAdd(e, half, one);
            f = Vector256.FusedMultiplyAdd(f, half, one);
            g = Vector256.FusedMultiplyAdd(g, half, one);
            h = Vector256.FusedMultiplyAdd(h, half, one);
            i = Vector256.FusedMultiplyAdd(i, half, one);
            j = Vector256.FusedMultiplyAdd(j, half, one);
            k = Vector256.FusedMultiplyAdd(k, half, one);
            l = Vector256.FusedMultiplyAdd(l, half, one);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static float Run512(int iterations)
    {
        Vector512<float> half = Vector512.Create(0.5f), one = Vector512<float>.One;
        Vector512<float> a = one, b = one, c = one, d = one, e = one, f = one, g = one, h = one, i = one, j = one, k = one, l = one;
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            a = Vector512.FusedMultiplyAdd(a, half, one);
            b = Vector512.FusedMultiplyAdd(b, half, one);
            c = Vector512.FusedMultiplyAdd(c, half, one);
            d = Vector512.FusedMultiplyAdd(d, half, one);
            e = Vector512.FusedMultiplyAdd(e, half, one);
            f = Vector512.FusedMultiplyAdd(f, half, one);
            g = Vector512.FusedMultiplyAdd(g, half, one);
            h = Vector512.FusedMultiplyAdd(h, half, one);
            i = Vector512.FusedMultiplyAdd(i, half, one);
            j = Vector512.FusedMultiplyAdd(j, half, one);
            k = Vector512.FusedMultiplyAdd(k, half, one);
            l = Vector512.FusedMultiplyAdd(l, half, one);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
