namespace Kiln;

/// <summary>A fixed number of instances on the same weights, for servers: rent one for a request, dispose of the lease to return it.</summary>
/// <typeparam name="T">The network class.</typeparam>
public sealed class NetworkPool<T>
    where T : class, INetwork<T>
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _available;
    private readonly T[] _networks;
    private readonly int[] _free;

    // Counts rents and returns of each instance, so that a copy of a lease that was returned no longer fits.
    private readonly long[] _turns;
    private int _freeCount;

    /// <summary>Creates the instances.</summary>
    /// <param name="network">The network whose weights all share; it may go on training, because published weights are never seen half written.</param>
    /// <param name="size">Number of instances, hence of concurrent rents.</param>
    /// <param name="maxBatch">Largest number of samples in one call of an instance.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> or <paramref name="maxBatch"/> is below 1.</exception>
    public NetworkPool(T network, int size, int maxBatch = 1)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        _networks = new T[size];
        for (int index = 0; index < size; index++) _networks[index] = network.Share(maxBatch);
        _free = [.. Enumerable.Range(0, size)];
        _turns = new long[size];
        _freeCount = size;
        _available = new SemaphoreSlim(size);
    }

    /// <summary>Takes an instance; waits while all are out. No allocation.</summary>
    /// <returns>A lease to dispose of, best with <c>using</c>.</returns>
    public Lease Rent()
    {
        _available.Wait();
        lock (_gate)
        {
            int index = _free[--_freeCount];
            return new Lease(this, index, ++_turns[index]);
        }
    }

    private T Network(int index, long turn)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _turns[index]) != turn, typeof(Lease));
        return _networks[index];
    }

    private void Return(int index, long turn)
    {
        lock (_gate)
        {
            if (_turns[index] != turn) return;
            _turns[index]++;
            _free[_freeCount++] = index;
        }

        _available.Release();
    }

    /// <summary>The right to use one instance until disposed of; disposing again, or of a copy, does nothing.</summary>
    public readonly struct Lease : IDisposable
    {
        private readonly NetworkPool<T>? _pool;
        private readonly int _index;
        private readonly long _turn;

        internal Lease(NetworkPool<T> pool, int index, long turn)
        {
            _pool = pool;
            _index = index;
            _turn = turn;
        }

        /// <summary>The instance, for one thread.</summary>
        /// <exception cref="ObjectDisposedException">The lease was returned.</exception>
        public T Network => (_pool ?? throw new InvalidOperationException("This lease is empty; get one with pool.Rent().")).Network(_index, _turn);

        /// <summary>Returns the instance to the pool.</summary>
        public void Dispose() => _pool?.Return(_index, _turn);
    }
}
