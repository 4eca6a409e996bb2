namespace Kiln.Generator.LaidOut;

/// <summary>
/// Steps that a kernel runs on its result, some of whose operands may have one number for each channel: the whole of the layer <paramref name="Name"/>. With
/// <paramref name="StoresBoth"/> the kernel's own result is stored, too.
/// </summary>
internal sealed record FurtherSteps(string Name, Spread Steps, bool StoresBoth)
{
    /// <summary>Inputs of the steps besides the kernel's result.</summary>
    public int Operands => Steps.Axes.Count - 1;

    /// <summary>Whether any operand has one number for each channel.</summary>
    public bool ReadChannels => Enumerable.Range(1, Operands).Any(IsOfChannels);

    /// <summary>Whether an input of the steps has one number for each channel; the first is the kernel's result.</summary>
    public bool IsOfChannels(int input) => Steps.Axes[input].Count > 0;

    public override string ToString() => $"{Name}[{string.Join(" + ", Steps.Chain)}]";
}
