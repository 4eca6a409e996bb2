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

    private static readonly Dictionary<string, Schedule> Golden = new()
    {
        ["oneCycle41"] = Schedule.OneCycle(peak: 0.5, steps: 41),
        ["oneCycle3"] = Schedule.OneCycle(peak: 0.5, steps: 3),
        ["cosine"] = Schedule.Cosine(peak: 0.5, steps: 20, floor: 0.01),
        ["stepDecay"] = Schedule.StepDecay(initial: 0.5, every: 4, factor: 0.3),
        ["exponential"] = Schedule.Exponential(initial: 0.5, factor: 0.93),
        ["multiStep"] = Schedule.MultiStep(initial: 0.5, milestones: [3, 7, 8], factor: 0.2),
        ["polynomial"] = Schedule.Polynomial(initial: 0.5, steps: 15, power: 0.9),
        ["inverse"] = Schedule.Inverse(initial: 0.5, decay: 0.25, power: 0.75),
        ["cosineRestarts"] = Schedule.CosineRestarts(peak: 0.5, period: 5, floor: 0.02),
        ["cosineRestartsGrowing"] = Schedule.CosineRestarts(peak: 0.5, period: 3, growth: 2),
        ["warmup"] = ((Schedule)0.5).WithWarmup(steps: 5),
        ["sequence"] = Schedule.Exponential(0.5, 0.9).WithWarmup(steps: 5).Then(Schedule.StepDecay(0.5, every: 3, factor: 0.5), at: 12),
    };

    public static TheoryData<string> GoldenNames => [.. Golden.Keys];

    [Theory, MemberData(nameof(GoldenNames))]
    public void Rates_are_those_of_PyTorch(string name)
    {
        double[] expected = OptimizerGolden.Rates(name);
        for (int step = 0; step < expected.Length; step++) Assert.Equal(expected[step], Golden[name].At(step), 1e-12);
    }

    [Fact]
    public void A_rate_falls_little_by_little_over_many_steps()
    {
        Schedule schedule = Schedule.Exponential(initial: 0.8, factor: 0.25, every: 10);
        Assert.Equal(0.4, schedule.At(5), 12);
        Assert.Equal(0.2, schedule.At(10), 12);
    }

    [Fact]
    public void A_polynomial_ends_at_its_floor()
    {
        Schedule schedule = Schedule.Polynomial(initial: 1, steps: 10, power: 2, floor: 0.5);
        Assert.Equal(0.5 + 0.5 * 0.25, schedule.At(5), 12);
        Assert.Equal(0.5, schedule.At(10));
        Assert.Equal(0.5, schedule.At(1_000_000));
    }

    [Fact]
    public void A_warm_up_in_front_of_a_cosine_is_that_of_the_cosine()
    {
        Schedule apart = Schedule.Cosine(peak: 1, steps: 16, floor: 0.25).WithWarmup(4), together = Schedule.Cosine(peak: 1, steps: 20, warmup: 4, floor: 0.25);
        for (int step = 0; step < 25; step++) Assert.Equal(together.At(step), apart.At(step), 15);
    }

    [Fact]
    public void Restarts_far_ahead_are_found()
    {
        Assert.Equal(1, Schedule.CosineRestarts(1, period: 3).At(3_000_000_000_000));
        Assert.Equal(1, Schedule.CosineRestarts(1, period: 1, growth: 2).At((1L << 40) - 1));
    }

    [Fact]
    public void Schedules_follow_each_other_at_steps_of_the_whole()
    {
        Schedule schedule = ((Schedule)3).Then(2, at: 2).Then(Schedule.Exponential(1, 0.5), at: 5);
        Assert.Equal([3, 3, 2, 2, 2, 1, 0.5], Enumerable.Range(0, 7).Select(step => schedule.At(step)));
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
        Assert.Throws<ArgumentOutOfRangeException>("initial", () => Schedule.Exponential(rate, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>("factor", () => Schedule.MultiStep(1, [1], rate));
        Assert.Throws<ArgumentOutOfRangeException>("initial", () => Schedule.Polynomial(rate, 10));
        Assert.Throws<ArgumentOutOfRangeException>("decay", () => Schedule.Inverse(1, rate));
        Assert.Throws<ArgumentOutOfRangeException>("peak", () => Schedule.CosineRestarts(rate, 10));
        Assert.Throws<ArgumentOutOfRangeException>("initial", () => Schedule.Plateau(rate));
    }

    [Fact]
    public void A_count_outside_its_range_is_named()
    {
        Assert.Throws<ArgumentOutOfRangeException>("steps", () => Schedule.Cosine(1, steps: 0));
        Assert.Throws<ArgumentOutOfRangeException>("warmup", () => Schedule.Cosine(1, steps: 10, warmup: 10));
        Assert.Throws<ArgumentOutOfRangeException>("floor", () => Schedule.Cosine(1, steps: 10, floor: 2));
        Assert.Throws<ArgumentOutOfRangeException>("steps", () => Schedule.OneCycle(1, steps: 0));
        Assert.Throws<ArgumentOutOfRangeException>("every", () => Schedule.StepDecay(1, every: 0, factor: 0.5));
        Assert.Throws<ArgumentOutOfRangeException>("every", () => Schedule.Exponential(1, 0.5, every: 0));
        Assert.Throws<ArgumentException>("milestones", () => Schedule.MultiStep(1, [5, 5]));
        Assert.Throws<ArgumentException>("milestones", () => Schedule.MultiStep(1, [-1, 5]));
        Assert.Throws<ArgumentOutOfRangeException>("steps", () => Schedule.Polynomial(1, steps: 0));
        Assert.Throws<ArgumentOutOfRangeException>("power", () => Schedule.Polynomial(1, steps: 5, power: 0));
        Assert.Throws<ArgumentOutOfRangeException>("floor", () => Schedule.Polynomial(1, steps: 5, floor: 2));
        Assert.Throws<ArgumentOutOfRangeException>("period", () => Schedule.CosineRestarts(1, period: 0));
        Assert.Throws<ArgumentOutOfRangeException>("growth", () => Schedule.CosineRestarts(1, period: 5, growth: 0));
        Assert.Throws<ArgumentOutOfRangeException>("steps", () => ((Schedule)1).WithWarmup(0));
        Assert.Throws<ArgumentOutOfRangeException>("at", () => ((Schedule)1).Then(2, at: 0));
        Assert.Throws<ArgumentOutOfRangeException>("patience", () => Schedule.Plateau(1, patience: -1));
        Assert.Throws<ArgumentOutOfRangeException>("factor", () => Schedule.Plateau(1, factor: 1));
        Assert.Throws<ArgumentOutOfRangeException>("floor", () => Schedule.Plateau(1, floor: 2));
    }
}
