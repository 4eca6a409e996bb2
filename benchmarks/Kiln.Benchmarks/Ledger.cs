using System.Diagnostics;
using System.Globalization;
using Zoo;

namespace Kiln.Benchmarks;

/// <summary>
/// The cycles that the layer table states beside the time that inference takes here. The ratio is the clock at which the reference core would keep up; a row
/// whose ratio differs from that of others has a cost that compares wrongly.
/// </summary>
internal static class Ledger
{
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(1);

    public static void Write()
    {
        Console.WriteLine($"{"",-30} {"cycles",14} {"us",10} {"GHz",6}");
        foreach (LayerCase work in LayerBenchmarks.Cases.Concat(Networks).Where(work => work.Cycles > 0))
        {
            double time = Fastest(work).TotalMicroseconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{work,-30} {work.Cycles,14:N0} {time,10:F1} {work.Cycles / time / 1000,6:F2}"));
        }
    }

    private static IEnumerable<LayerCase> Networks =>
    [
        LayerCase.Inference<MobileNetV2>("MobileNetV2", 1, 3 * 224 * 224, 1000, (net, input, output) => net.Forward(input, output)),
        LayerCase.Inference<ResNet18>("ResNet-18", 1, 3 * 224 * 224, 1000, (net, input, output) => net.Forward(input, output)),
        LayerCase.Inference<ResNet50>("ResNet-50", 1, 3 * 224 * 224, 1000, (net, input, output) => net.Forward(input, output)),
        LayerCase.Inference<SEResNet50>("SE-ResNet-50", 1, 3 * 224 * 224, 1000, (net, input, output) => net.Forward(input, output)),
    ];

    /// <summary>The fastest call: a shared machine only ever slows one down.</summary>
    private static TimeSpan Fastest(LayerCase work)
    {
        TimeSpan fastest = TimeSpan.MaxValue;
        for (var all = Stopwatch.StartNew(); all.Elapsed < Measured;)
        {
            long start = Stopwatch.GetTimestamp();
            work.Run();
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            if (time < fastest) fastest = time;
        }

        return fastest;
    }
}
