namespace Kiln.Generator.Evaluation;

/// <summary>A problem found while a layer is being built; the evaluator catches it and knows where in the source it belongs.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Message)
{
    public Problem Problem => problem;
}

/// <summary>One use of a layer, through which it builds its nodes: name, inputs, and arguments by parameter (Reading fills in absent optional ones).</summary>
internal sealed class LayerCall(
    GraphBuilder builder, string layer, string name, bool frozen, IReadOnlyList<Value> inputs, IReadOnlyDictionary<string, object?> arguments,
    IDictionary<string, Value>? stored = null, string[]? inputNames = null)
{
    /// <summary>The layer's kind, as messages spell it: <c>Conv2D</c>.</summary>
    public string Layer => layer;

    /// <summary>Scope name, e.g. <c>body.conv2d1</c>; parameters join it with a dot.</summary>
    public string Name => name;

    /// <summary>Whether its parameters keep their values in training.</summary>
    public bool IsFrozen => frozen;

    public Value Input(int index = 0) => inputs[index];
    public int InputCount => inputs.Count;

    /// <summary>The node that was given to a parameter, or null if it was left out.</summary>
    public Value? Input(string parameter) => Array.IndexOf(inputNames ?? [], parameter) is >= 0 and var index ? inputs[index] : null;

    /// <summary>Whether there is an argument of that name, null or not.</summary>
    public bool Has(string parameter) => arguments.ContainsKey(parameter);

    /// <summary>The key of the layer's random numbers: its name, and a number if a shared layer is called again, because only parameters are shared.</summary>
    public string NoiseKey() => builder.NoiseKey(name);

    public Shape InputShape(int index = 0) => builder.ShapeOf(inputs[index]);
    public Shape ShapeOf(Value value) => builder.ShapeOf(value);

    public int Int(string parameter) => (int)arguments[parameter]!;
    public double Double(string parameter) => Convert.ToDouble(arguments[parameter], CultureInfo.InvariantCulture);
    public bool Bool(string parameter) => (bool)arguments[parameter]!;

    /// <summary>A value of an enumeration by its number, which in C# may be any.</summary>
    public T Choice<T>(string parameter)
        where T : struct, Enum
    {
        int value = Int(parameter);
        if (!Enum.IsDefined(typeof(T), value)) throw Fail(ShapeProblems.OutOfRange, layer, parameter, value, Expected.OneOf(Enum.GetNames(typeof(T))));
        return (T)Enum.ToObject(typeof(T), value);
    }

    /// <summary>A list argument, or null if it was not given.</summary>
    public IReadOnlyList<double>? Doubles(string parameter) => arguments[parameter] switch
    {
        null => null,
        IReadOnlyList<int> whole => [.. whole.Select(number => (double)number)],
        object list => (IReadOnlyList<double>)list,
    };

    /// <summary>A list of whole numbers, or null if it was not given.</summary>
    public IReadOnlyList<int>? Ints(string parameter) => (IReadOnlyList<int>?)arguments[parameter];

    /// <summary>A size that may be given as one number or as [height, width]; <paramref name="absent"/> where an optional list is null.</summary>
    public (int Height, int Width) Pair(string parameter, int absent = 1)
    {
        if ((arguments[parameter] ?? absent) is int both) return (both, both);
        var list = (IReadOnlyList<int>)arguments[parameter]!;
        return list.Count == 2 ? (list[0], list[1]) : throw Fail(ShapeProblems.WrongListLength, layer, parameter, list.Count);
    }

    /// <summary>Adds a trained tensor in PyTorch's shape, named <c>layer.suffix</c>.</summary>
    public Value Parameter(string suffix, Shape shape, Init init, double initScale, int fanIn, int fanOut, StorageOrder order = StorageOrder.OutputsLast) =>
        Stored(new Ops.Parameter(shape, init, initScale, fanIn, fanOut, frozen, order), $"{name}.{suffix}");

    /// <summary>Adds a trained tensor that is the layer itself, under its name. Fans are PyTorch's: [outputs, inputs, area...]; vectors are columns.</summary>
    public Value FreeParameter(Shape shape, Init init, double initScale)
    {
        int outputs = shape.Rank == 0 ? 1 : shape[0], inputs = shape.ElementCount / outputs, area = shape.Rank < 2 ? 1 : inputs / shape[1];
        return Stored(new Ops.Parameter(shape, init, initScale, inputs, outputs * area, frozen, StorageOrder.OfShape), name);
    }

    /// <summary>Adds a bias: zeros, or PyTorch's uniform where the layer's weights start like PyTorch's.</summary>
    public Value Bias(int length, int fanIn, int fanOut, string suffix = "bias") =>
        Parameter(suffix, Shape.Fixed(length), Choice<Init>("init") == Init.Torch ? Init.Torch : Init.Zeros, 0, fanIn, fanOut);

    /// <summary>Adds a tensor of running statistics, named <c>layer.suffix</c>.</summary>
    public Value State(string suffix, Shape shape, double initial) => Stored(new Ops.State(shape, initial), $"{name}.{suffix}");

    /// <summary>Adds a node of this layer; a shape problem ends the call.</summary>
    public Value Add(Op op, params Value[] values) => Add(op, name, values);

    /// <summary>Parameters and states are one by name: a block that is applied again finds those of its first application.</summary>
    private Value Stored(Op op, string storedName)
    {
        if (stored is null) return Add(op, storedName);
        if (!stored.TryGetValue(storedName, out Value value)) stored[storedName] = value = Add(op, storedName);
        Shape first = builder.ShapeOf(value);
        Shape wanted = op.Infer([]).Types[0].Shape;
        if (first != wanted) throw Fail(ShapeProblems.ShapesDiffer, storedName, first, wanted);
        if (op is Ops.Parameter now && builder.Nodes[value.Node].Op is Ops.Parameter then && now.Frozen != then.Frozen)
            throw Fail(BodyProblems.FrozenInPart, storedName);
        return value;
    }

    private Value Add(Op op, string nodeName, params Value[] values) =>
        OneSample.TryAdd(builder, op, values, nodeName, out Value result) is { } problem ? throw Fail(problem) : result;

    /// <summary>The exception for a problem with an argument.</summary>
    public ProblemException Fail(ProblemKind kind, params object[] values) => new(new Problem(kind, values));

    /// <summary>The exception for a problem that is known.</summary>
    public ProblemException Fail(Problem problem) => new(problem);

    /// <summary>Demands <c>value &gt;= minimum</c>.</summary>
    public int AtLeast(int minimum, string parameter, int value) =>
        value >= minimum ? value : throw Fail(ShapeProblems.NotPositive, layer, parameter, value, minimum);

    /// <summary>Demands a number of a range that <paramref name="range"/> describes.</summary>
    public double InRange(string parameter, bool holds, string range)
    {
        double value = Double(parameter);
        return holds ? value : throw Fail(ShapeProblems.OutOfRange, layer, parameter, value, range);
    }
}
