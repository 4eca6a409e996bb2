namespace Kiln;

public sealed partial class Node
{
    /// <summary>
    /// A trained tensor of the network's own, the same for every sample: a position embedding, a scale, a table. It is named like a layer,
    /// <c>parameter1</c> or by <see cref="Named"/>.
    /// </summary>
    /// <param name="shape">Its sizes; none makes one number.</param>
    /// <param name="init">How it starts; fans are counted as for [outputs, inputs, area...].</param>
    /// <param name="initScale">Standard deviation, bound, gain or value, as <paramref name="init"/> has it; 0 is its default.</param>
    /// <returns>The parameter.</returns>
    public static Node Parameter(int[] shape, Init init = Init.Auto, double initScale = 0) => throw CompileTimeOnly();
}
