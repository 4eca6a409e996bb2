using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

public class ScheduleTests
{
    [Fact]
    public void A_number_is_a_constant_schedule()
    {
        Schedule schedule = 0.01;
        Assert.Equal(0.01, schedule.At(0));
        Assert.Equal(0.01, schedule.At(1_000_000));
    }

    [Fact]
    public void Warm_up_is_linear_and_ends_at_the_peak()
    {
        Schedule schedule = Schedule.Cosine(peak: 1, steps: 14, warmup: 4, floor: 0.2);
        Assert.Equal([0.2, 0.4, 0.6, 0.8, 1.0], Enumerable.Range(0, 5).Select(step => Math.Round(schedule.At(step), 12)));
        Assert.Equal(0.6, schedule.At(9), 12);   // halfway down
        Assert.Equal(0.2, schedule.At(14), 12);
        Assert.Equal(0.2, schedule.At(1000), 12);
    }

    [Theory, InlineData("oneCycle41"), InlineData("oneCycle3"), InlineData("cosine"), InlineData("stepDecay")]
    public void Rates_are_those_of_PyTorch(string name)
    {
        Schedule schedule = name switch
        {
            "oneCycle41" => Schedule.OneCycle(peak: 0.5, steps: 41),
            "oneCycle3" => Schedule.OneCycle(peak: 0.5, steps: 3),
            "cosine" => Schedule.Cosine(peak: 0.5, steps: 20, floor: 0.01),
            _ => Schedule.StepDecay(initial: 0.5, every: 4, factor: 0.3),
        };
        double[] expected = OptimizerGolden.Rates(name);
        for (int step = 0; step < expected.Length; step++) Assert.Equal(expected[step], schedule.At(step), 1e-12);
    }

    [Fact]
    public void A_cycle_keeps_its_last_rate()
    {
        Schedule schedule = Schedule.OneCycle(peak: 0.25, steps: 10);
        Assert.Equal(0.25 / 25 / 1e4, schedule.At(9), 1e-18);
        Assert.Equal(schedule.At(9), schedule.At(10));
        Assert.Equal(schedule.At(9), schedule.At(1_000_000));
        Assert.Equal(0.25 / 25 / 1e4, Schedule.OneCycle(0.25, steps: 1).At(0), 1e-18);
    }

    [Fact]
    public void A_function_is_a_schedule() => Assert.Equal(0.25, Schedule.From(step => 1.0 / (step + 1)).At(3));

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_rate_outside_its_range_is_named(double rate)
    {
        Assert.Throws<ArgumentOutOfRangeException>("rate", () => (Schedule)rate);
        Assert.Throws<ArgumentOutOfRangeException>("peak", () => Schedule.Cosine(rate, 10));
        Assert.Throws<ArgumentOutOfRangeException>("peak", () => Schedule.OneCycle(rate, 10));
        Assert.Throws<ArgumentOutOfRangeException>("initial", () => Schedule.StepDecay(rate, 10, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>("factor", () => Schedule.StepDecay(1, 10, rate));
    }

    [Fact]
    public void A_count_outside_its_range_is_named()
    {
        Assert.Throws<ArgumentOutOfRangeException>("steps", () => Schedule.Cosine(1, steps: 0));
        Assert.Throws<ArgumentOutOfRangeException>("warmup", () => Schedule.Cosine(1, steps: 10, warmup: 10));
        Assert.Throws<ArgumentOutOfRangeException>("floor", () => Schedule.Cosine(1, steps: 10, floor: 2));
        Assert.Throws<ArgumentOutOfRangeException>("steps", () => Schedule.OneCycle(1, steps: 0));
        Assert.Throws<ArgumentOutOfRangeException>("every", () => Schedule.StepDecay(1, every: 0, factor: 0.5));
    }
}
