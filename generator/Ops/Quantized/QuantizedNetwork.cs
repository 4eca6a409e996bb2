namespace Kiln.Generator.Ops;

/// <summary>
/// What becomes of a network of floats: the graph over integers, and the graph over floats by which it is calibrated, whose one output holds all observed
/// values of a sample one after another; its entry <see cref="Weights"/> gives the folded weights in the same way.
/// </summary>
internal sealed record QuantizedNetwork(
    Graph Integers, Graph Calibration, EquatableArray<QuantizedScale> Scales, EquatableArray<QuantizedValue> Values, EquatableArray<QuantizedLayer> Layers,
    int ObservedLength, int WeightLength)
{
    /// <summary>The classes within the network's own.</summary>
    public const string CalibrationClass = "KilnCalibration", IntegerClass = "Int8";

    /// <summary>The output of the calibration's graph.</summary>
    public const string Observed = "observed";

    /// <summary>The entry and the output of the calibration's graph that give the folded weights.</summary>
    public const string Weights = "FoldWeights", WeightsOutput = "weights";

    /// <summary>What follows the name of a parameter in floats whose layer is there in integers, too. The runtime's constant of that name.</summary>
    public const string FloatSuffix = ".float";
}

/// <summary>Values with one scale; what the structure fixes of it is not measured. The runtime's record of that name.</summary>
internal sealed record QuantizedScale(string Name, double? Low = null, double? High = null, double? Scale = null, int ZeroPoint = 0);

/// <summary>An observed value. The runtime's record of that name.</summary>
internal sealed record QuantizedValue(string Name, int Scale, int Offset, int Length, int Channels, bool ChannelsLast);

/// <summary>A layer whose integers follow from scales and weights. The runtime's records of these names; scales are numbers of the list.</summary>
internal abstract record QuantizedLayer(string Name, int Output, double Low, double High)
{
    /// <summary>Whether another layer has the same integers.</summary>
    public virtual bool HasIntegersOf(QuantizedLayer other) => Equals(other);

    internal sealed record Linear(string Name, int Input, int Output, double Low, double High, int Weights, int Bias, WeightOrder Order, int InputValue)
        : QuantizedLayer(Name, Output, Low, High)
    {
        /// <summary>The number of the layer with weights that alone reads the result; -1 = none.</summary>
        public int Next { get; init; } = -1;

        public override bool HasIntegersOf(QuantizedLayer other) => other is Linear linear && Equals(linear with { InputValue = InputValue });
    }

    internal sealed record Rescale(string Name, int Input, int Output, double Low, double High, EquatableArray<double> Factors, int Terms)
        : QuantizedLayer(Name, Output, Low, High);

    internal sealed record Add(string Name, int First, int Second, int Output, double Low, double High, bool Subtracts)
        : QuantizedLayer(Name, Output, Low, High);

    internal sealed record Multiply(string Name, int First, int Second, int Output, double Low, double High) : QuantizedLayer(Name, Output, Low, High);

    internal sealed record Table(string Name, int Input, int Output, EquatableArray<ElementwiseOp> Chain)
        : QuantizedLayer(Name, Output, double.NegativeInfinity, double.PositiveInfinity);

    internal sealed record Softmax(string Name, int Input, int Output, int Length)
        : QuantizedLayer(Name, Output, double.NegativeInfinity, double.PositiveInfinity);

    internal sealed record Clip(string Name, int Output, double Low, double High) : QuantizedLayer(Name, Output, Low, High);

    internal sealed record Embedding(string Name, int Output, int Weights, int Length)
        : QuantizedLayer(Name, Output, double.NegativeInfinity, double.PositiveInfinity);

    internal sealed record Bytes(string Name, int Output, double Scale, double Offset)
        : QuantizedLayer(Name, Output, double.NegativeInfinity, double.PositiveInfinity);
}

/// <summary>Where weight (channel, input of its group, tap) is: at channel * ChannelStride + input * InputStride + tap * TapStride.</summary>
internal sealed record WeightOrder(int Channels, int Groups, int InputsPerGroup, int Taps, int ChannelStride, int InputStride, int TapStride);
