namespace Kiln;

/// <summary>
/// Makes a partial class a network: the layers are the attributes that follow, in order. Kiln compiles them into members of the class, such as
/// <c>Forward</c> and, where a loss comes last, <c>ForwardBackward</c>.
/// </summary>
/// <example>
/// <code>
/// [Network, Input(784), Dense(128), ReLU, Dense(10), SoftmaxCrossEntropy]
/// public sealed partial class Classifier;
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NetworkAttribute : Attribute;
