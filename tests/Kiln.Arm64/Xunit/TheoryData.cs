using System.Collections;

namespace Xunit;

/// <summary>The arguments of all runs of a test.</summary>
public abstract class TheoryData : IEnumerable
{
    public List<object?[]> Rows { get; } = [];

    public IEnumerator GetEnumerator() => Rows.GetEnumerator();
}

public sealed class TheoryData<T> : TheoryData
{
    public void Add(T value) => Rows.Add([value]);
}

public sealed class TheoryData<T1, T2> : TheoryData
{
    public void Add(T1 first, T2 second) => Rows.Add([first, second]);
}

public sealed class TheoryData<T1, T2, T3, T4, T5, T6> : TheoryData
{
    public void Add(T1 first, T2 second, T3 third, T4 fourth, T5 fifth, T6 sixth) => Rows.Add([first, second, third, fourth, fifth, sixth]);
}
