using System.Diagnostics;

namespace Kiln.Peers;

/// <summary>Microseconds per call of one contender, collected over several rounds.</summary>
internal sealed class Timing
{
    private readonly List<double> medians = [];

    /// <summary>The fastest sample of all rounds.</summary>
    public double Best { get; private set; } = double.PositiveInfinity;

    /// <summary>The median of the rounds' medians: one disturbed round does not move it.</summary>
    public double Median => MedianOf([.. medians]);

    public void AddRound(double[] samples)
    {
        Best = Math.Min(Best, samples.Min());
        medians.Add(MedianOf(samples));
    }

    /// <summary>The median; sorts the values.</summary>
    public static double MedianOf(double[] values)
    {
        Array.Sort(values);
        int middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}

/// <summary>Something that can be timed in turn with others.</summary>
internal interface IContender
{
    string Name { get; }

    /// <summary>Managed bytes allocated per call; null if it runs in another process.</summary>
    double? AllocatedBytes { get; }

    /// <summary>Microseconds per call, a sample for every 100 microseconds or call, for about <paramref name="seconds"/>.</summary>
    double[] Measure(double seconds);
}

/// <summary>A contender inside this process.</summary>
internal sealed class LocalContender(string name, Action call) : IContender
{
    private const double SampleMicroseconds = 100;
    private const int AllocationCalls = 10;

    public string Name => name;

    public double? AllocatedBytes
    {
        get
        {
            call();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int index = 0; index < AllocationCalls; index++)
            {
                call();
            }

            return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)AllocationCalls;
        }
    }

    public double[] Measure(double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        call();
        double once = Math.Max(0.1, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        int calls = Math.Max(1, (int)(SampleMicroseconds / once));
        List<double> samples = new((int)(seconds * 1e6 / SampleMicroseconds) + 16);
        long end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        long now;
        do
        {
            start = Stopwatch.GetTimestamp();
            for (int index = 0; index < calls; index++)
            {
                call();
            }

            now = Stopwatch.GetTimestamp();
            samples.Add(Stopwatch.GetElapsedTime(start, now).TotalMicroseconds / calls);
        }
        while (now < end);

        return [.. samples];
    }
}
