namespace Kiln.Compiler.Tests.Conformance;

/// <summary>
/// The attributes that the reader knows, operator by operator: a case with any other is left out, for nobody knows what it asks for. What follows from the
/// tensors (the shape of a convolution's kernel, the number of parts) or touches no result is known, too.
/// </summary>
internal static class OnnxAttributes
{
    private static readonly string[] s_window = ["auto_pad", "dilations", "kernel_shape", "pads", "strides"];

    private static readonly string[] s_reduction = ["axes", "keepdims", "noop_with_empty_axes"];

    private static readonly Dictionary<string, string[]> s_known = new(
    [
        .. Each(["axis"], "Softmax", "LogSoftmax", "Hardmax", "Flatten", "Concat", "Gather", "GatherElements"),
        .. Each(["axes"], "Squeeze", "Unsqueeze", "MeanVarianceNormalization"),
        .. Each(["alpha"], "LeakyRelu", "Elu", "Celu", "ThresholdedRelu", "Swish"),
        .. Each(["epsilon"], "InstanceNormalization"),
        .. Each(["axis", "epsilon"], "LayerNormalization", "RMSNormalization"),
        .. Each(["ignore_index", "reduction"], "SoftmaxCrossEntropyLoss", "NegativeLogLikelihoodLoss"),
        .. Each(s_reduction, "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceSumSquare", "ReduceL2"),
        Of("Selu", "alpha", "gamma"),
        Of("Gelu", "approximate"),
        Of("HardSigmoid", "alpha", "beta"),
        Of("Shrink", "bias", "lambd"),
        // Nothing that is run draws a number.
        Of("Dropout", "seed"),
        Of("Cast", "to"),
        Of("Mod", "fmod"),
        Of("Constant", "value", "value_float", "value_floats", "value_int", "value_ints"),
        Of("ConstantOfShape", "value"),
        Of("Shape", "start", "end"),
        Of("Reshape", "allowzero"),
        Of("Transpose", "perm"),
        Of("Pad", "mode"),
        Of("DepthToSpace", "blocksize", "mode"),
        Of("SpaceToDepth", "blocksize"),
        Of("Split", "axis", "num_outputs"),
        Of("Gemm", "alpha", "beta", "transA", "transB"),
        Of("Conv", [.. s_window, "group"]),
        Of("ConvTranspose", [.. s_window, "group", "output_padding", "output_shape"]),
        Of("MaxPool", [.. s_window, "ceil_mode"]),
        Of("AveragePool", [.. s_window, "ceil_mode", "count_include_pad"]),
        Of("LpPool", [.. s_window, "ceil_mode", "p"]),
        Of("LRN", "alpha", "beta", "bias", "size"),
        Of("BatchNormalization", "epsilon", "momentum", "training_mode"),
        Of("GroupNormalization", "epsilon", "num_groups"),
        Of("LpNormalization", "axis", "p"),
        Of("Attention", "is_causal", "kv_num_heads", "q_num_heads", "qk_matmul_output_mode", "scale", "softcap"),
        Of("RotaryEmbedding", "interleaved", "num_heads", "rotary_embedding_dim"),
        Of("Upsample", "mode", "scales"),
        Of("Resize", "antialias", "axes", "coordinate_transformation_mode", "cubic_coeff_a", "exclude_outside", "extrapolation_value",
            "keep_aspect_ratio_policy", "mode", "nearest_mode"),
    ]);

    private static KeyValuePair<string, string[]> Of(string op, params string[] attributes) => KeyValuePair.Create(op, attributes);

    private static IEnumerable<KeyValuePair<string, string[]>> Each(string[] attributes, params string[] ops) => ops.Select(op => Of(op, attributes));

    /// <summary>Whether the reader does what an attribute of an operator says.</summary>
    public static bool Knows(string op, string attribute) => s_known.TryGetValue(op, out string[]? attributes) && attributes.Contains(attribute);
}
