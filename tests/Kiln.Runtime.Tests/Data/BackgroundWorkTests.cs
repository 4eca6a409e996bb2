using Kiln.Data;

namespace Kiln.Runtime.Tests.Data;

public class BackgroundWorkTests
{
    [Fact]
    public void Runs_exactly_once_per_start_on_one_thread_at_a_time()
    {
        int runs = 0, inside = 0, overlaps = 0;
        BackgroundWork work = new(() =>
        {
            if (Interlocked.Increment(ref inside) != 1) Interlocked.Increment(ref overlaps);
            Interlocked.Increment(ref runs);
            Interlocked.Decrement(ref inside);
        });
        for (int i = 1; i <= 20_000; i++)
        {
            work.Start();
            work.Start();
            if (i % 3 == 0) Thread.SpinWait(50);
            work.Finish();
            Assert.Equal(i, Volatile.Read(ref runs));
        }

        Assert.Equal(0, overlaps);
    }

    [Fact]
    public void Cancelled_work_has_run_or_never_runs()
    {
        int runs = 0;
        BackgroundWork work = new(() => Interlocked.Increment(ref runs));
        for (int i = 0; i < 20_000; i++)
        {
            int before = Volatile.Read(ref runs);
            work.Start();
            if (i % 3 == 0) Thread.SpinWait(50);
            work.Cancel();
            int after = Volatile.Read(ref runs);
            Assert.InRange(after - before, 0, 1);
            Thread.SpinWait(20);
            Assert.Equal(after, Volatile.Read(ref runs));
        }
    }

    [Fact]
    public void What_it_throws_belongs_to_the_one_who_finishes_and_is_thrown_once()
    {
        bool fails = true;
        BackgroundWork work = new(() =>
        {
            if (fails) throw new FormatException("here");
        });
        work.Start();
        Assert.Throws<FormatException>(work.Finish);
        work.Start();
        work.Cancel();
        fails = false;
        work.Start();
        work.Finish();
    }
}
