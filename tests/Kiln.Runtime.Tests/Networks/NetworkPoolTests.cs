namespace Kiln.Runtime.Tests.Networks;

public class NetworkPoolTests
{
    [Fact]
    public void Leases_are_distinct_instances_on_the_same_weights()
    {
        FakeNetwork network = new();
        NetworkPool<FakeNetwork> pool = new(network, size: 3, maxBatch: 2);
        using NetworkPool<FakeNetwork>.Lease first = pool.Rent(), second = pool.Rent(), third = pool.Rent();
        FakeNetwork[] rented = [first.Network, second.Network, third.Network];
        Assert.Equal(3, rented.Distinct().Count());
        Assert.DoesNotContain(network, rented);
        Assert.All(rented, instance => Assert.Equal(2, instance.MaxBatch));
        float[] output = new float[3];
        network.Parameter(FakeNetwork.Bias).CopyFrom([5, 6, 7]);
        network.Core.Publish();
        first.Network.Forward(new float[5], output);
        Assert.Equal([5f, 6, 7], output);
    }

    [Fact]
    public async Task A_lease_returns_once_however_often_it_is_disposed_of()
    {
        NetworkPool<FakeNetwork> pool = new(new FakeNetwork(), size: 2);
        NetworkPool<FakeNetwork>.Lease lease = pool.Rent(), copy = lease;
        lease.Dispose();
        lease.Dispose();
        copy.Dispose();
        Assert.Throws<ObjectDisposedException>(() => copy.Network);

        NetworkPool<FakeNetwork>.Lease first = pool.Rent(), second = pool.Rent();
        Assert.NotSame(first.Network, second.Network);
        // The old lease does not take an instance from its present holder.
        copy.Dispose();
        Task<FakeNetwork> third = Task.Run(() => pool.Rent().Network);
        Assert.NotSame(third, await Task.WhenAny(third, Task.Delay(50)));
        FakeNetwork returned = second.Network;
        second.Dispose();
        Assert.Same(returned, await third.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Rent_waits_until_an_instance_returns()
    {
        NetworkPool<FakeNetwork> pool = new(new FakeNetwork(), size: 1);
        NetworkPool<FakeNetwork>.Lease lease = pool.Rent();
        FakeNetwork only = lease.Network;
        Task<FakeNetwork> waiting = Task.Run(() => pool.Rent().Network);
        Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(50)));
        lease.Dispose();
        Assert.Same(only, await waiting.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void No_two_threads_hold_the_same_instance()
    {
        NetworkPool<FakeNetwork> pool = new(new FakeNetwork(), size: 2);
        Exception?[] failures = new Exception?[4];
        Thread[] threads = [.. Enumerable.Range(0, failures.Length).Select(index => new Thread(() => failures[index] = Record.Exception(() =>
        {
            float[] input = new float[5], output = new float[3];
            for (int i = 0; i < 2000; i++)
            {
                // An instance in two hands would throw: it notices a second thread.
                using NetworkPool<FakeNetwork>.Lease lease = pool.Rent();
                lease.Network.Forward(input, output);
            }
        })))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.All(failures, Assert.Null);
    }

    [Fact]
    public void Renting_allocates_nothing()
    {
        NetworkPool<FakeNetwork> pool = new(new FakeNetwork(), size: 2);
        pool.Rent().Dispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            using NetworkPool<FakeNetwork>.Lease lease = pool.Rent();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Sizes_are_checked_and_an_empty_lease_says_so()
    {
        Assert.Throws<ArgumentOutOfRangeException>("size", () => new NetworkPool<FakeNetwork>(new FakeNetwork(), 0));
        Assert.Throws<ArgumentOutOfRangeException>("maxBatch", () => new NetworkPool<FakeNetwork>(new FakeNetwork(), 1, 0));
        Assert.Throws<InvalidOperationException>(() => default(NetworkPool<FakeNetwork>.Lease).Network);
        default(NetworkPool<FakeNetwork>.Lease).Dispose();
    }
}
