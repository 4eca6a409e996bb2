using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Kiln.Peers;

namespace Kiln.Benchmarks;

/// <summary>A parameter named Work that knows how much arithmetic one call of the benchmark does.</summary>
public interface IFloatingPointWork
{
    long FloatingPointOperations { get; }
}

/// <summary>Adds GFLOP/s, the share of the measured peak, and allocated bytes.</summary>
public sealed class FloatingPointConfig : ManualConfig
{
    public FloatingPointConfig()
    {
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumn(StatisticColumn.Min, new FloatingPointColumn("GFLOP/s", "Operations per second at the fastest measurement", rate => rate.ToString("F1", CultureInfo.InvariantCulture)));
        AddColumn(new FloatingPointColumn("Peak", "Share of this core's measured FMA peak", rate => (rate / Peak.Value).ToString("P0", CultureInfo.InvariantCulture)));
    }

    private static Lazy<double> Peak { get; } = new(() => Math.Max(FmaPeak.Measure256(), FmaPeak.Measure512()));
}

/// <summary>Shows a number made of GFLOP/s; the fastest measurement counts, since a shared machine only ever slows one down.</summary>
internal sealed class FloatingPointColumn(string name, string legend, Func<double, string> show) : IColumn
{
    public string Id => nameof(FloatingPointColumn) + name;

    public string ColumnName => name;

    public string Legend => legend;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        // Parameters of a benchmark are compared by name: each class of this project calls its work "Work".
        return benchmarkCase.Parameters["Work"] is IFloatingPointWork work && summary[benchmarkCase]?.ResultStatistics is { Min: > 0 } statistics
            ? show(work.FloatingPointOperations / statistics.Min)
            : "-";
    }
}
