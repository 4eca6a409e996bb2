using Kiln.Generator.Steps;
using Kiln.Generator.Formulas;
using Kiln.Generator;
using Kiln.Kernels;

namespace Kiln.Compiler.Tests.Kernels;

/// <summary>Convolutions by groups of 1, 2, 4 and 8 channels on every vector width, against plain loops in float64.</summary>
[Trait("Category", "Numeric")]
public class GroupedConvolutionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Any_shape_equals_plain_loops_on_every_width(int size)
    {
        Random random = new(size);
        for (int repeat = 0; repeat < 20; repeat++)
        {
            Case test = new(random, size);
            EquatableArray<ElementwiseStep> epilogue = KernelCases.Epilogues[repeat % KernelCases.Epilogues.Length];
            foreach (string body in KernelCompiler.BodiesOf(repeat))
                test.CheckForward(new KernelUse(new KernelKey(KernelFamily.GroupedConvolution, size), repeat % 2 == 0, epilogue), body);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Any_weight_gradient_equals_plain_loops_on_every_width(int size)
    {
        Random random = new(10 + size);
        for (int repeat = 0; repeat < 20; repeat++)
        {
            Case test = new(random, size);
            foreach (string body in KernelCompiler.BodiesOf(repeat)) test.CheckWeightGradient(size, body, accumulate: repeat % 2 == 0);
        }
    }

    /// <summary>Maps of random sizes, strides and dilations, with garbage in the pads of their pixels.</summary>
    private sealed class Case
    {
        private const double Tolerance = 2e-5;

        private readonly Random _random;
        private readonly int _size, _channels, _padded, _rows, _columns, _tapRows, _tapColumns, _stride, _dilation, _inputRow, _inputPixel, _outputPixel;

        public Case(Random random, int size)
        {
            (_random, _size) = (random, size);
            _channels = size * random.Next((16 + size - 1) / size, (70 / size) + 1);
            _padded = (_channels + 15) / 16 * 16;
            (_rows, _columns) = (random.Next(1, 4), random.Next(1, 20));
            (_tapRows, _tapColumns) = (random.Next(1, 4), random.Next(1, 8));
            (_stride, _dilation) = (random.Next(1, 3), random.Next(1, 3));
            (_inputPixel, _outputPixel) = (_padded + (16 * random.Next(0, 2)), _padded + (16 * random.Next(0, 2)));
            _inputRow = ((((_columns - 1) * _stride) + ((_tapColumns - 1) * _dilation)) * _inputPixel) + _inputPixel;
        }

        private int InputRows => ((_rows - 1) * _stride) + ((_tapRows - 1) * _dilation) + 1;

        private int Source(int row, int column, int h, int k) =>
            (((row * _stride) + (h * _dilation)) * _inputRow) + (((column * _stride) + (k * _dilation)) * _inputPixel);

        private int Result(int row, int column) => ((row * _columns) + column) * _outputPixel;

        private int Group(int channel) => channel / _size * _size;

        public void CheckForward(KernelUse use, string body)
        {
            int depth = _tapRows * _tapColumns * _size;
            float[] x = KernelCases.Uniform(_random, InputRows * _inputRow), panels = new float[depth * _padded], bias = KernelCases.Uniform(_random, _padded);
            for (int k = 0; k < depth; k++)
                for (int c = 0; c < _channels; c++) panels[Panel(depth, k, c)] = _random.NextSingle() - 0.5f;
            int operands = use.Epilogue.Sum(step => step.Operands), floats = _rows * _columns * _outputPixel;
            float[] y = KernelCases.Poisoned(floats), scalars = KernelCases.Uniform(_random, use.Epilogue.Sum(step => step.Scalars));
            float[][] further = [.. Enumerable.Range(0, operands).Select(_ => KernelCases.Uniform(_random, floats))];

            double[] expected = [.. Enumerable.Repeat(double.NaN, floats)];
            for (int row = 0; row < _rows; row++)
                for (int column = 0; column < _columns; column++)
                    for (int c = 0; c < _padded; c++)
                    {
                        double sum = use.Bias ? bias[c] : 0;
                        for (int k = 0; k < depth; k++)
                            sum += panels[Panel(
                                depth, k, c)] * (double)x[Source(row, column, k / _size / _tapColumns, k / _size % _tapColumns) + Group(c) + (k % _size)];
                        int at = Result(row, column) + c;
                        expected[at] = KernelCases.Apply(use.Epilogue, sum, [.. further.Select(operand => operand[at])], scalars);
                    }

            var shape = new GroupedConvolutionShape
            {
                Channels =
                    _padded, Rows =
                        _rows, Columns =
                            _columns, TapRows =
                                _tapRows, TapColumns = _tapColumns, InputRowStride = _stride * _inputRow, InputColumnStride = _stride * _inputPixel,
                TapRowStride =
                    _dilation * _inputRow, TapColumnStride =
                        _dilation * _inputPixel, OutputRowStride = _columns * _outputPixel, OutputColumnStride = _outputPixel,
            };
            float[][] buffers = [x, panels, .. use.Bias ? new[] { bias } : [], y, .. further];
            KernelCompiler.Method<GroupedConvolutionShape>(use, body)(buffers, new int[buffers.Length], scalars, [], false, shape);
            KernelCases.AssertClose(expected, y, Tolerance, $"{body} {use.Name} {shape}");
        }

        public void CheckWeightGradient(int size, string body, bool accumulate)
        {
            const int samples = 2;
            int inputSample = InputRows * _inputRow;
            int outputSample = _rows * _columns * _outputPixel;
            int channels = Math.Min(16, _channels);
            int floats = _tapColumns * _size * _channels;
            float[] x = KernelCases.Uniform(_random, samples * inputSample);
            float[] dy = KernelCases.Uniform(_random, samples * outputSample);
            float[] dw = accumulate ? KernelCases.Uniform(_random, floats) : KernelCases.Poisoned(floats);
            double[] expected = [.. dw.Select(value => accumulate ? value : double.NaN)];
            for (int k = 0; k < _tapColumns; k++)
                for (int member = 0; member < _size; member++)
                    for (int c = 0; c < channels; c++)
                    {
                        double sum = 0;
                        for (int sample = 0; sample < samples; sample++)
                            for (int row = 0; row < _rows; row++)
                                for (int column = 0; column < _columns; column++)
                                    sum += dy[(sample * outputSample) + Result(row, column)
                                        + c] * (double)x[(sample * inputSample) + Source(row, column, 0, k) + Group(c) + member];
                        int at = (((k * _size) + member) * _channels) + c;
                        expected[at] = sum + (accumulate ? dw[at] : 0);
                    }

            var shape = new GroupedWeightGradientShape
            {
                Channels =
                    channels, Samples =
                        samples, Rows =
                            _rows, Columns = _columns, TapColumns = _tapColumns, TapColumnStride = _dilation * _inputPixel, InputSampleStride = inputSample,
                InputRowStride =
                    _stride * _inputRow, InputColumnStride =
                        _stride * _inputPixel, GradientSampleStride = outputSample, GradientRowStride = _columns * _outputPixel,
                GradientColumnStride = _outputPixel, WeightTapStride = _size * _channels, WeightInputStride = _channels,
            };
            KernelCompiler.Method<GroupedWeightGradientShape>(new KernelKey(KernelFamily.GroupedWeightGradient, size), body)(
                [x, dy, dw], [0, 0, 0], [], [], accumulate, shape);
            KernelCases.AssertClose(expected, dw, 10 * Tolerance, $"{body} groups of {size} {shape}");
        }

        /// <summary>Where the panels of 32 channels, the last one 16 wide where 16 do, hold entry k of a channel.</summary>
        private int Panel(int depth, int k, int channel)
        {
            int first = channel & ~31, width = first + 32 <= (_padded & ~31) ? 32 : 16;
            return (first * depth) + (k * width) + (channel - first);
        }
    }
}
