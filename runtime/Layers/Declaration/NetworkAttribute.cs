namespace Kiln;

/// <summary>
/// Makes a partial class a network: the layers are the attributes that follow, in order, or what its method <c>Build</c> returns. Kiln compiles them into
/// members of the class, such as <c>Forward</c> and, where there is a loss, <c>ForwardBackward</c>.
/// </summary>
/// <example>
/// <code>
/// [Network, Input(784), Dense(128), ReLU, Dense(10), SoftmaxCrossEntropy]
/// public sealed partial class Classifier;
///
/// [Network]
/// public sealed partial class Residual
/// {
///     private static Node Build([Input(64)] Node x) => x + x.Dense(64).ReLU();
///
///     private static Node Loss(Node y, [Input(64)] Node target) => y.MeanSquaredError(target);
/// }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NetworkAttribute : Attribute
{
    /// <summary>
    /// Emits <c>ForwardTraining</c> and <c>Backward</c>, through which a network without a loss of its own learns from a gradient of its
    /// output that is made elsewhere.
    /// </summary>
    public bool Trainable { get; set; }
}
