namespace Kiln;

public sealed partial class Node
{
    /// <summary>
    /// A sample of the normal distribution with this node as its mean (Kingma and Welling 2014). In training it is mean + exp(logVariance / 2) * noise, through
    /// which gradients reach both; in inference it is the mean.
    /// </summary>
    /// <param name="logVariance">The logarithm of the variance, of the mean's shape.</param>
    /// <returns>The sample.</returns>
    public Node SampleNormal(Node logVariance) => throw CompileTimeOnly();
}
