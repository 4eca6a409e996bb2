namespace Kiln.Generator.Ops;

/// <summary>The kind of numbers in a float input.</summary>
internal enum InputKind
{
    /// <summary>Any numbers.</summary>
    Any,

    /// <summary>Positive numbers.</summary>
    Positive,

    /// <summary>Positive numbers that nothing trained makes: weights of samples.</summary>
    Weight,

    /// <summary>0 here and there, and 1 elsewhere.</summary>
    Mask,

    /// <summary>Running means.</summary>
    Mean,

    /// <summary>Running variances.</summary>
    Variance,
}

/// <summary>
/// A test case of an op: its hyper-parameters and the types of its inputs. Tests derive from it the gradient check, the comparison of generated code with
/// the reference evaluation, and the shape rule's check; sizes are odd on purpose, channel counts lie on both sides of 16. Every case goes through
/// every test, unless it states a reason here.
/// </summary>
internal sealed record OpCase(string Name, Op Op, params EquatableArray<TensorType> Inputs)
{
    /// <summary>A vector for each sample.</summary>
    public static TensorType Vector(int length) => TensorType.Float(Shape.PerSample(length));

    /// <summary>A map for each sample.</summary>
    public static TensorType Map(int channels, int height, int width) => TensorType.Float(Shape.PerSample(channels, height, width));

    /// <summary>A sequence of vectors for each sample.</summary>
    public static TensorType Sequence(int length, int features) => TensorType.Float(Shape.PerSample(length, features));

    /// <summary>A whole number for each position of each sample.</summary>
    public static TensorType Indices(params int[] dimensions) => new(DType.Int32, Shape.PerSample(dimensions));

    /// <summary>One number for each sample.</summary>
    public static TensorType Number { get; } = TensorType.Float(Shape.PerSample());

    /// <summary>A class index for each sample.</summary>
    public static TensorType Class { get; } = new(DType.Int32, Shape.PerSample());

    /// <summary>A parameter, or a number for the whole batch.</summary>
    public static TensorType Fixed(params int[] dimensions) => TensorType.Float(Shape.Fixed(dimensions));

    /// <summary>How parameters among the inputs are stored: as layers have them; or as tables, and free parameters of the user.</summary>
    public StorageOrder Stored { get; init; }

    /// <summary>Whether the inputs must be positive numbers: arguments of a logarithm, divisors.</summary>
    public bool Positive { get; init; }

    /// <summary>The kinds of those inputs that are not just any numbers.</summary>
    public EquatableArray<(int Input, InputKind Kind)> Kinds { get; init; } = [];

    /// <summary>The kind of an input's numbers.</summary>
    public InputKind KindOf(int input) => Positive ? InputKind.Positive : Kinds.FirstOrDefault(item => item.Input == input).Kind;

    /// <summary>Why generated code of the op alone is not compared with the reference evaluation; null if it is.</summary>
    public string? WithoutNetwork { get; init; }

    /// <summary>Why the op is not a layer of a network in training; null if it is one. Asked of <see cref="OpTable.SourceOps"/> alone.</summary>
    public string? WithoutLayer { get; init; }

    /// <summary>Why the op is not tried on values of parameters; null if it is. Asked of <see cref="OpTable.SourceOps"/> alone.</summary>
    public string? WithoutParameters { get; init; }

    /// <summary>Why gradients are not compared with central differences; null if they are. Asked of <see cref="OpTable.SourceOps"/> alone.</summary>
    public string? WithoutGradient { get; init; }

    /// <summary>Why an op that passes put in between others is not tried by itself.</summary>
    public const string NeedsOrders = "a pass puts it in where the orders of its values are known";

    /// <summary>Why the gradient of a random op is not tried by itself.</summary>
    public const string DrawsInTraining = "it repeats the random numbers of a training step, and inference has none";

    /// <summary>Why ops that divide get no subnormal numbers.</summary>
    public const string ReciprocalOverflows = "the reciprocal of a subnormal number is not a finite float";

    /// <summary>Why weights of a convolution, and the gradients that meet its input, keep ordinary numbers.</summary>
    public const string WeightsMeetPadding = "infinity times the zeros of a padding is NaN";

    /// <summary>
    /// Why tests do not feed NaN, infinities and their like to this case, or not to <see cref="OrdinaryInputs"/>; null if they feed them to all.
    /// </summary>
    public string? WithoutSpecialValues { get; init; }

    /// <summary>Why subnormal numbers are not among the special values; null if they are.</summary>
    public string? WithoutSubnormals { get; init; }

    /// <summary>
    /// Inputs that keep ordinary numbers while the others get special ones; the number after the last input is the gradient of the output.
    /// None if the whole case does without.
    /// </summary>
    public EquatableArray<int> OrdinaryInputs { get; init; } = [];

    /// <summary>An element-wise op over values of each rank and memory order.</summary>
    public static IEnumerable<OpCase> EachRank(Op op, bool positive = false, string? withoutSubnormals = null) =>
        new (string Name, TensorType Type)[]
            {
                ("number", Number), ("vector", Vector(21)), ("sequence", Sequence(3, 18)), ("planes", Map(3, 4, 5)), ("many channels", Map(18, 3, 5)),
            }
            .Select(item => new OpCase(item.Name, op, [.. Enumerable.Repeat(item.Type, 1 + ((op as ElementwiseOp)?.Operands ?? 0))])
            {
                Positive = positive, WithoutSubnormals = withoutSubnormals,
            });

    /// <summary>Cases that have something in common.</summary>
    public static IEnumerable<OpCase> Each(Func<OpCase, OpCase> common, params IEnumerable<OpCase> cases) => cases.Select(common);

    /// <summary>Types of the outputs.</summary>
    public EquatableArray<TensorType> Outputs => Op.Infer(Inputs).Types;

    /// <summary>The same inputs and the first output's gradient, as most gradient ops take them.</summary>
    public TensorType OutputGradient => Outputs[0];

    /// <summary>The case of another op, such as this one's gradient.</summary>
    public OpCase For(Op op, params EquatableArray<TensorType> inputs) => new(Name, op, inputs);

    public override string ToString() => $"{Op.Name}: {Name}";
}
