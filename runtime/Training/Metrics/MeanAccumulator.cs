namespace Kiln.Training;

/// <summary>A mean as an exact pair of sum and count.</summary>
internal abstract class MeanAccumulator : MetricAccumulator
{
    protected double Sum { get; set; }

    protected long Count { get; set; }

    public override double Value => Sum / Count;

    public override void Reset()
    {
        Sum = 0;
        Count = 0;
    }
}
