using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Graphs;

namespace Kiln.Compiler.Tests.Conformance;

/// <summary>The reader by itself, without the data: what it composes, and that it leaves out what it does not understand.</summary>
public sealed class OnnxReaderTests
{
    private const int Opset = 22;

    public static TheoryData<string> AttributesNobodyReads => new(
        "Relu", "Add", "Softmax", "Conv", "MaxPool", "Gemm", "MatMul", "Resize", "Upsample", "Pad", "Split", "Slice", "Clip", "ReduceSum", "BatchNormalization",
        "LayerNormalization", "Reshape", "Transpose", "Concat", "Dropout", "Erf", "Swish");

    [Theory, MemberData(nameof(AttributesNobodyReads))]
    public void An_attribute_that_is_not_read_leaves_the_case_out(string op)
    {
        LeftOutException reason = Assert.Throws<LeftOutException>(() => Run(op, [Attribute("a_new_one", 1)], Opset, Given([2, 3], 6)));
        Assert.Equal($"the attribute a_new_one of {op} is not read", reason.Message);
    }

    [Theory]
    [InlineData("Resize", "mode", "lanczos")]
    [InlineData("Resize", "nearest_mode", "away")]
    [InlineData("Resize", "coordinate_transformation_mode", "half")]
    [InlineData("Resize", "keep_aspect_ratio_policy", "maybe")]
    [InlineData("Gelu", "approximate", "erf")]
    [InlineData("Pad", "mode", "mirror")]
    [InlineData("DepthToSpace", "mode", "RCD")]
    [InlineData("MaxPool", "auto_pad", "SAME")]
    public void A_word_that_is_not_understood_leaves_the_case_out(string op, string attribute, string word)
    {
        ProtobufWriter[] attributes = [Attribute(attribute, word), .. op == "MaxPool" ? [Attribute("kernel_shape", [2, 2])] : Array.Empty<ProtobufWriter>()];
        OnnxTensor[] more = op switch
        {
            "Resize" => [Nothing, Nothing, Whole([4], 1, 1, 3, 3)],
            "Pad" => [Whole([8], new double[8])],
            _ => [],
        };
        LeftOutException reason = Assert.Throws<LeftOutException>(() => Run(op, attributes, Opset, [Given([1, 1, 2, 2], 4), .. more]));
        Assert.Contains($"{attribute} '{word}'", reason.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, "string")]
    [InlineData(14, "complex64")]
    [InlineData(17, "8 bits or less")]
    [InlineData(23, "8 bits or less")]
    public void Elements_of_a_type_that_is_not_read_are_not_none(int type, string name)
    {
        OnnxTensor tensor = OnnxTensor.Read(new ProtobufWriter().Number(1, 2).Number(2, type).Bytes(9, [1, 2]).ToArray());
        Assert.Equal(2, tensor.Count);
        Assert.Equal($"elements of type {name}", Assert.Throws<LeftOutException>(() => tensor.Elements).Message);
    }

    public static TheoryData<int, byte[], long, double> Elements => new()
    {
        { 2, [0xFE], 0xFE, 254 },
        { 3, [0xFE], -2, -2 },
        { 4, [0xFE, 0xFF], 0xFFFE, 65534 },
        { 5, [0xFE, 0xFF], -2, -2 },
        { 6, [0xFE, 0xFF, 0xFF, 0xFF], -2, -2 },
        { 7, [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], -2, -2 },
        { 9, [1], 1, 1 },
        { 10, [0x00, 0x3E], 0x3E00, 1.5 },
        { 12, [0xFE, 0xFF, 0xFF, 0xFF], 0xFFFFFFFE, 4294967294 },
        { 13, [2, 0, 0, 0, 0, 0, 0, 0], 2, 2 },
        { 16, [0xC0, 0xBF], 0xBFC0, -1.5 },
    };

    [Theory, MemberData(nameof(Elements))]
    public void Elements_are_read_as_bytes_and_as_numbers(int type, byte[] raw, long number, double expected)
    {
        Assert.Equal([expected], OnnxTensor.Read(new ProtobufWriter().Number(1, 1).Number(2, type).Bytes(9, raw).ToArray()).Elements);
        int field = type switch { 7 => 7, 12 or 13 => 11, _ => 5 };
        Assert.Equal([expected], OnnxTensor.Read(new ProtobufWriter().Number(1, 1).Number(2, type).Number(field, number).ToArray()).Elements);
    }

    [Fact]
    public void A_tensor_without_all_its_elements_is_an_error()
    {
        byte[] two = new ProtobufWriter().Number(1, 3).Number(2, OnnxTensor.Float).Bytes(9, new byte[8]).ToArray();
        Assert.Throws<InvalidDataException>(() => OnnxTensor.Read(two));
    }

    [Fact]
    public void The_error_function()
    {
        // Abramowitz and Stegun 1964, table 7.1.
        (double X, double Y)[] table =
        [
            (0, 0), (0.02, 0.0225645747), (0.1, 0.1124629160), (0.24, 0.2657001), (0.25, 0.2763263902), (0.26, 0.2868997), (0.5, 0.5204998778),
            (1, 0.8427007929), (2, 0.9953222650), (3.5, 0.9999992569),
        ];
        double[] x = [.. table.Select(row => row.X), .. table.Select(row => -row.X), 1e-30, 40, double.PositiveInfinity, double.NegativeInfinity];
        double[] expected = [.. table.Select(row => row.Y), .. table.Select(row => -row.Y), 0, 1, 1, -1];
        AssertClose(expected, Run("Erf", [], Opset, OnnxTensor.Of(OnnxTensor.Float, [x.Length, 1], x)));
    }

    [Theory, InlineData(1.0f), InlineData(1.5f), InlineData(-0.5f)]
    public void Swish(float alpha)
    {
        OnnxTensor x = Given([3, 4], 12);
        AssertClose(x.Elements.Select(a => a / (1 + Math.Exp(-alpha * a))), Run("Swish", alpha == 1 ? [] : [Attribute("alpha", alpha)], 24, x));
    }

    [Theory]
    [InlineData(new int[] { 2, 3, 2, 2 }, new long[] { 0, 2, 3 })]
    [InlineData(new int[] { 2, 3, 2, 2 }, new long[] { 2, 3 })]
    [InlineData(new int[] { 2, 3, 4 }, new long[] { -1 })]
    public void Mean_variance_normalization(int[] shape, long[] axes)
    {
        OnnxTensor x = Given(shape, shape.Aggregate(1, (a, b) => a * b));
        HashSet<int> reduced = [.. axes.Select(axis => (int)(axis < 0 ? axis + shape.Length : axis))];
        int[] groups = [.. Enumerable.Range(0, x.Count).Select(i => GroupOf(i, shape, reduced))];
        double MeanOf(int place, Func<double, double> f) => x.Elements.Where((_, i) => groups[i] == groups[place]).Average(f);
        double DeviationOf(int place) => Math.Sqrt(MeanOf(place, a => a * a) - Math.Pow(MeanOf(place, a => a), 2));
        IEnumerable<double> expected = x.Elements.Select((a, i) => (a - MeanOf(i, b => b)) / (DeviationOf(i) + 1e-9));
        AssertClose(expected, Run("MeanVarianceNormalization", axes is [0, 2, 3] ? [] : [Attribute("axes", axes)], Opset, x));
    }

    public static TheoryData<int[], bool, bool, float, float> Gemms
    {
        get
        {
            var data = new TheoryData<int[], bool, bool, float, float>();
            // Rows and units are equal in number, so that a column is not taken for a row.
            foreach (int[] c in new int[][] { [], [1], [4], [1, 4], [4, 1], [4, 4], [1, 1], [0] })
                foreach ((bool turnA, bool turnB) in new[] { (false, false), (false, true), (true, false), (true, true) })
                    data.Add(c, turnA, turnB, turnA ? 0.25f : 1, turnB ? 0.5f : 1);
            return data;
        }
    }

    [Theory, MemberData(nameof(Gemms))]
    public void Every_form_of_Gemms_third_operand(int[] c, bool turnA, bool turnB, float alpha, float beta)
    {
        const int rows = 4, depth = 3, units = 4;
        OnnxTensor a = Given(turnA ? [depth, rows] : [rows, depth], 12), b = Given(turnB ? [units, depth] : [depth, units], 12);
        OnnxTensor[] third = c is [0] ? [] : [Given(c, c.Aggregate(1, (x, y) => x * y))];
        bool isRows = c is [> 1, _], isColumns = c is [.., > 1];
        double C(int row, int unit) => third.Length == 0 ? 0 : third[0].Elements[((isRows ? row : 0) * (isColumns ? units : 1)) + (isColumns ? unit : 0)];
        double A(int row, int k) => a.Elements[turnA ? (k * rows) + row : (row * depth) + k];
        double B(int k, int unit) => b.Elements[turnB ? (unit * depth) + k : (k * units) + unit];
        IEnumerable<double> expected = Enumerable.Range(0, rows * units).Select(i =>
            (alpha * Enumerable.Range(0, depth).Sum(k => A(i / units, k) * B(k, i % units))) + (beta * C(i / units, i % units)));
        ProtobufWriter[] turns = [Attribute("transA", turnA ? 1 : 0), Attribute("transB", turnB ? 1 : 0)];
        ProtobufWriter[] attributes = [.. turns, Attribute("alpha", alpha), Attribute("beta", beta)];
        AssertClose(expected, Run("Gemm", attributes, Opset, [a, b, .. third]));
    }

    [Theory, InlineData(7), InlineData(9)]
    public void Upsample(int opset)
    {
        OnnxTensor x = OnnxTensor.Of(OnnxTensor.Float, [1, 1, 2, 2], [1, 2, 3, 4]), scales = OnnxTensor.Of(OnnxTensor.Float, [4], [1, 1, 2, 3]);
        double[] nearest = [1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 3, 3, 3, 4, 4, 4];
        AssertClose(nearest, opset == 7 ? Run("Upsample", [AttributeOfFloats("scales", [1, 1, 2, 3])], opset, x) : Run("Upsample", [], opset, x, scales));

        // Places 0, 1/2, 1, 3/2, of which the last is the edge, and so down the rows.
        OnnxTensor twice = OnnxTensor.Of(OnnxTensor.Float, [4], [1, 1, 2, 2]);
        double[] linear = [1, 1.5, 2, 2, 2, 2.5, 3, 3, 3, 3.5, 4, 4, 3, 3.5, 4, 4];
        AssertClose(linear, opset == 7
            ? Run("Upsample", [Attribute("mode", "linear"), AttributeOfFloats("scales", [1, 1, 2, 2])], opset, x)
            : Run("Upsample", [Attribute("mode", "linear")], opset, x, twice));
    }

    [Fact]
    public void Resize_keeps_the_centre_where_it_is_symmetric()
    {
        // 4 values by 0.6 are 2; their centre is that of the 4, 1.5, and the step between them is 1 / 0.6.
        OnnxTensor x = OnnxTensor.Of(OnnxTensor.Float, [1, 1, 1, 4], [1, 2, 3, 4]), scales = OnnxTensor.Of(OnnxTensor.Float, [4], [1, 1, 1, (float)0.6]);
        double step = 1 / (double)(float)0.6;
        ProtobufWriter[] attributes = [Attribute("mode", "linear"), Attribute("coordinate_transformation_mode", "half_pixel_symmetric")];
        AssertClose([2.5 - (step / 2), 2.5 + (step / 2)], Run("Resize", attributes, Opset, x, Nothing, scales));
        // Without it the two values lie a little before the centre.
        double first = (0.5 * step) - 0.5;
        AssertClose([1 + first, 1 + first + step], Run("Resize", [Attribute("mode", "linear")], Opset, x, Nothing, scales));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Resize_leaves_out_what_lies_outside(bool isExcluded)
    {
        const double a = -0.75;
        double[] x = [1, 2, 4, 8];
        double Filter(double d) => d <= 1 ? ((((a + 2) * d) - (a + 3)) * d * d) + 1 : d < 2 ? (((((d - 5) * d) + 8) * d) - 4) * a : 0;
        IEnumerable<double> expected = Enumerable.Range(0, 8).Select(place =>
        {
            double at = ((place + 0.5) / 2) - 0.5;
            int floor = (int)Math.Floor(at);
            (int Index, double Weight)[] taps = [.. Enumerable.Range(floor - 1, 4).Select(i => (i, Filter(Math.Abs(at - i))))];
            if (isExcluded) taps = [.. taps.Where(tap => tap.Index is >= 0 and < 4)];
            return taps.Sum(tap => tap.Weight * x[Math.Clamp(tap.Index, 0, 3)]) / taps.Sum(tap => tap.Weight);
        });
        ProtobufWriter[] attributes = [Attribute("mode", "cubic"), Attribute("exclude_outside", isExcluded ? 1 : 0)];
        OnnxTensor row = OnnxTensor.Of(OnnxTensor.Float, [1, 1, 1, 4], x), scales = OnnxTensor.Of(OnnxTensor.Float, [4], [1, 1, 1, 2]);
        AssertClose(expected, Run("Resize", attributes, Opset, row, Nothing, scales));
    }

    [Fact]
    public void A_crop_of_equal_size_is_a_crop()
    {
        // From a quarter to three quarters of 0..4, in five steps.
        OnnxTensor x = OnnxTensor.Of(OnnxTensor.Float, [1, 1, 1, 5], [0, 1, 2, 3, 4]);
        OnnxTensor crop = OnnxTensor.Of(OnnxTensor.Float, [8], [0, 0, 0, 0.25, 1, 1, 1, 0.75]);
        ProtobufWriter[] attributes = [Attribute("mode", "linear"), Attribute("coordinate_transformation_mode", "tf_crop_and_resize")];
        AssertClose([1, 1.5, 2, 2.5, 3], Run("Resize", attributes, Opset, x, crop, Nothing, Whole([4], 1, 1, 1, 5)));
    }

    [Fact]
    public void Squeeze_without_axes_takes_every_one()
    {
        OnnxTensor x = Given([2, 1, 3, 1], 6);
        OnnxGraph graph = Read("Squeeze", [], Opset, x);
        Assert.Equal([2, 3], graph.DimensionsOf(graph.Graph.Results[0]));
        AssertClose(x.Elements, Run("Squeeze", [], Opset, x));
    }

    private static OnnxTensor Nothing { get; } = OnnxTensor.Of(OnnxTensor.Float, [0], []);

    /// <summary>Numbers between -2 and 2 that do not repeat.</summary>
    private static OnnxTensor Given(int[] shape, int count) =>
        OnnxTensor.Of(OnnxTensor.Float, shape, Enumerable.Range(0, count).Select(i => (double)(float)(2 * Math.Sin(1 + (2.3 * i)))));

    private static OnnxTensor Whole(int[] shape, params double[] numbers) => OnnxTensor.Of(OnnxTensor.Int64, shape, numbers);

    private static ProtobufWriter Attribute(string name, long value) => new ProtobufWriter().Text(1, name).Number(3, value);

    private static ProtobufWriter Attribute(string name, float value) => new ProtobufWriter().Text(1, name).Float(2, value);

    private static ProtobufWriter Attribute(string name, string value) => new ProtobufWriter().Text(1, name).Text(4, value);

    private static ProtobufWriter Attribute(string name, long[] values) =>
        values.Aggregate(new ProtobufWriter().Text(1, name), (writer, value) => writer.Number(8, value));

    private static ProtobufWriter AttributeOfFloats(string name, float[] values) =>
        values.Aggregate(new ProtobufWriter().Text(1, name), (writer, value) => writer.Float(7, value));

    private static int GroupOf(int index, int[] shape, HashSet<int> reduced)
    {
        int group = 0;
        for (int axis = shape.Length - 1, factor = 1; axis >= 0; index /= shape[axis--])
        {
            if (reduced.Contains(axis)) continue;
            group += index % shape[axis] * factor;
            factor *= shape[axis];
        }

        return group;
    }

    /// <summary>A model of one node, read; an operand that is <see cref="Nothing"/> is not given.</summary>
    private static OnnxGraph Read(string op, ProtobufWriter[] attributes, int opset, params OnnxTensor[] inputs)
    {
        var node = new ProtobufWriter().Text(4, op).Text(2, "y");
        var graph = new ProtobufWriter();
        for (int i = 0; i < inputs.Length; i++)
        {
            bool isGiven = !ReferenceEquals(inputs[i], Nothing);
            node.Text(1, isGiven ? $"x{i}" : "");
            if (isGiven) graph.Message(11, new ProtobufWriter().Text(1, $"x{i}"));
        }

        foreach (ProtobufWriter attribute in attributes) node.Message(5, attribute);
        var type = new ProtobufWriter().Message(1, new ProtobufWriter().Number(1, OnnxTensor.Float));
        graph.Message(1, node).Message(12, new ProtobufWriter().Text(1, "y").Message(2, type));
        byte[] model = new ProtobufWriter().Message(7, graph).Message(8, new ProtobufWriter().Number(2, opset)).ToArray();
        return OnnxGraph.Of(new OnnxModel(model), [.. inputs.Where(input => !ReferenceEquals(input, Nothing))]);
    }

    private static double[] Run(string op, ProtobufWriter[] attributes, int opset, params OnnxTensor[] inputs)
    {
        OnnxGraph graph = Read(op, attributes, opset, inputs);
        return ReferenceRun.Infer(graph.Graph, graph.Batch, graph.Bindings)[ResultKind.Output, "output0"].Data;
    }

    private static void AssertClose(IEnumerable<double> expected, double[] actual)
    {
        double[] wanted = [.. expected];
        Assert.Equal(wanted.Length, actual.Length);
        for (int i = 0; i < wanted.Length; i++)
        {
            bool isClose = Math.Abs(wanted[i] - actual[i]) <= 1e-6 * Math.Max(1, Math.Abs(wanted[i]));
            Assert.True(isClose, FormattableString.Invariant($"element {i} is {actual[i]:R} instead of {wanted[i]:R}"));
        }
    }
}
