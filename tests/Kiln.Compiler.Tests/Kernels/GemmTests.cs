using Kiln.Generator.Steps;
using Kiln.Generator.Formulas;
using Kiln.Generator;
using Kiln.Kernels;

namespace Kiln.Compiler.Tests.Kernels;

[Trait("Category", "Numeric")]
public class GemmTests
{
    private static KernelUse Use(bool bias, EquatableArray<ElementwiseStep> epilogue) => new(new KernelKey(KernelFamily.Gemm), bias, epilogue);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_shape_equals_plain_loops_on_every_width(int epilogue)
    {
        Random random = new(17 + epilogue);
        for (int repeat = 0; repeat < 60; repeat++)
        {
            Case test = Case.Random(random, KernelCases.Epilogues[epilogue], bias: repeat % 2 == 0, rows: random.Next(1, repeat % 3 == 0 ? 4 : 33));
            foreach (string body in KernelCompiler.BodiesOf(repeat)) test.Check(Use(test.Bias, test.Epilogue), body);
        }
    }

    [Fact]
    public void Rows_blocks_and_panels_split_among_calls_give_the_bits_of_one_call()
    {
        Random random = new(5);
        for (int repeat = 0; repeat < 40; repeat++)
        {
            Case test = Case.Random(random, KernelCases.Epilogues[2], bias: true, rows: random.Next(2, 30));
            KernelUse use = Use(true, test.Epilogue);
            foreach (string body in KernelCompiler.BodiesOf(repeat))
            {
                float[] whole = test.Run(use, body);
                GemmShape shape = test.Shape;
                nint firstRows = random.Next(1, (int)shape.Rows);
                nint firstColumns = shape.Columns > 32 ? 32 : shape.Columns;
                float[] parts = test.RunParts(use, body, [0, firstRows, shape.Rows], [0, firstColumns, shape.Columns]);
                KernelCases.AssertSameBits(whole, parts, $"{body} {shape} split at row {firstRows}, column {firstColumns}");
            }
        }
    }

    [Fact]
    public void Collapsing_loops_keeps_every_address_in_order()
    {
        Random random = new(3);
        for (int repeat = 0; repeat < 500; repeat++)
        {
            GemmShape shape = Case.RandomDepth(random, new GemmShape());
            Assert.Equal(Case.Depths(shape), Case.Depths(shape.Collapsed()));
        }
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    [InlineData(false, 0)]
    public void Run_takes_what_there_is_and_runs_the_body_of_this_machine(bool bias, int epilogue)
    {
        Case test = Case.Random(new Random(1), KernelCases.Epilogues[epilogue], bias, rows: 9);
        test.Check(Use(bias, test.Epilogue), "Run");
    }

    /// <summary>One problem with its data; everything that must not be read or written is poisoned.</summary>
    private sealed class Case
    {
        private static readonly float[] s_scalars = [0.75f];
        private float[] _a = [], _panels = [], _bias = [];
        private float[][] _operands = [];
        private double[] _expected = [];

        public GemmShape Shape { get; private set; }

        public bool Bias { get; private init; }

        public EquatableArray<ElementwiseStep> Epilogue { get; private init; }

        public static Case Random(Random random, EquatableArray<ElementwiseStep> epilogue, bool bias, int rows)
        {
            Case test = new() { Bias = bias, Epilogue = epilogue };
            GemmShape shape = RandomDepth(random, new GemmShape
            {
                Blocks = random.Next(1, 4),
                Rows = rows,
                Columns = random.Next(1, rows <= 3 ? 180 : 80),
                BlockStride = random.Next(0, 50),
                RowStride = random.Next(0, 20),
            });
            nint padded = (shape.Columns + 15) & ~15;
            nint rowStride = padded + (16 * random.Next(2));
            test.Shape = shape with { OutputRowStride = rowStride, OutputBlockStride = (rowStride * rows) + random.Next(20) };
            test.Fill(random);
            return test;
        }

        /// <summary>Three loops with gaps, evenly spaced or with single trips.</summary>
        public static GemmShape RandomDepth(Random random, GemmShape shape)
        {
            nint inner = random.Next(1, 8), middle = random.Next(1, 4), outer = random.Next(1, 4);
            nint innerStride = random.Next(1, 4);
            nint middleStride = random.Next(2) == 0 ? inner * innerStride : random.Next(1, 30);
            nint outerStride = random.Next(2) == 0 ? middle * middleStride : random.Next(1, 60);
            return shape with
            {
                Inner = inner,
                InnerStride = innerStride,
                Middle = middle,
                MiddleStride = middleStride,
                Outer = outer,
                OuterStride = outerStride,
            };
        }

        public static List<nint> Depths(GemmShape shape)
        {
            List<nint> offsets = [];
            for (nint o = 0; o < shape.Outer; o++)
                for (nint m = 0; m < shape.Middle; m++)
                    for (nint i = 0; i < shape.Inner; i++)
                        offsets.Add((o * shape.OuterStride) + (m * shape.MiddleStride) + (i * shape.InnerStride));
            return offsets;
        }

        public void Check(KernelUse use, string body) => KernelCases.AssertClose(_expected, Run(use, body), 1e-5, $"{use.Name} {body} {Shape}");

        public float[] Run(KernelUse use, string body) => RunParts(use, body, [0, Shape.Rows], [0, Shape.Columns]);

        /// <summary>One call for each block and each range of rows and of columns (which begin at a panel).</summary>
        public float[] RunParts(KernelUse use, string body, nint[] rows, nint[] columns)
        {
            KernelCall<GemmShape> call = KernelCompiler.Method<GemmShape>(use, body);
            float[] c = KernelCases.Poisoned(_expected.Length);
            bool whole = rows.Length == 2 && columns.Length == 2;
            for (int block = 0; block < (whole ? 1 : Shape.Blocks); block++)
            {
                for (int r = 0; r + 1 < rows.Length; r++)
                {
                    for (int n = 0; n + 1 < columns.Length; n++)
                    {
                        if (columns[n] == columns[n + 1]) continue;
                        int a = (int)((block * Shape.BlockStride) + (rows[r] * Shape.RowStride));
                        int output = 16 + (int)((block * Shape.OutputBlockStride) + (rows[r] * Shape.OutputRowStride) + columns[n]);
                        List<float[]> buffers = [_a, _panels];
                        List<int> offsets = [a, (int)(columns[n] * Shape.Depth)];
                        if (Bias)
                        {
                            buffers.Add(_bias);
                            offsets.Add((int)columns[n]);
                        }

                        buffers.Add(c);
                        offsets.Add(output);
                        foreach (float[] operand in _operands)
                        {
                            buffers.Add(operand);
                            offsets.Add(output);
                        }

                        GemmShape part = Shape with { Rows = rows[r + 1] - rows[r], Columns = columns[n + 1] - columns[n], Blocks = whole ? Shape.Blocks : 1 };
                        call([.. buffers], [.. offsets], s_scalars, [], false, part);
                    }
                }
            }

            // Columns of padding may be written with anything.
            for (nint block = 0; block < Shape.Blocks; block++)
                for (nint row = 0; row < Shape.Rows; row++)
                    for (nint n = Shape.Columns; n < ((Shape.Columns + 15) & ~15); n++)
                        c[16 + (block * Shape.OutputBlockStride) + (row * Shape.OutputRowStride) + n] = KernelCases.Poison;
            return c;
        }

        private void Fill(Random random)
        {
            GemmShape shape = Shape;
            List<nint> depths = Depths(shape);
            int depth = depths.Count;
            int columns = (int)shape.Columns, padded = (columns + 15) & ~15;

            _a = KernelCases.Poisoned(((shape.Blocks - 1) * shape.BlockStride) + ((shape.Rows - 1) * shape.RowStride) + depths.Max() + 1);
            float[,] b = new float[depth, padded];
            for (int k = 0; k < depth; k++)
                for (int n = 0; n < padded; n++) b[k, n] = n < columns ? random.NextSingle() - 0.5f : float.NaN;
            _panels = new float[padded * depth];
            for (int first = 0; first < padded; first += 32)
            {
                int width = Math.Min(32, padded - first);
                for (int k = 0; k < depth; k++)
                    for (int n = 0; n < width; n++) _panels[(first * depth) + (k * width) + n] = b[k, first + n];
            }

            _bias = KernelCases.Uniform(random, padded);
            long length = 32 + ((shape.Blocks - 1) * shape.OutputBlockStride) + ((shape.Rows - 1) * shape.OutputRowStride) + padded;
            _operands = [.. Enumerable.Range(0, Epilogue.Sum(step => step.Operands)).Select(_ => KernelCases.Uniform(random, length))];
            _expected = new double[length];
            Array.Fill(_expected, double.NaN);
            for (nint block = 0; block < shape.Blocks; block++)
            {
                for (nint row = 0; row < shape.Rows; row++)
                {
                    nint start = (block * shape.BlockStride) + (row * shape.RowStride);
                    foreach (nint offset in depths)
                        if (KernelCases.IsPoison(_a[start + offset])) _a[start + offset] = random.NextSingle() - 0.5f;
                    for (int n = 0; n < columns; n++)
                    {
                        double sum = 0;
                        for (int k = 0; k < depth; k++) sum += (double)_a[start + depths[k]] * b[k, n];
                        nint at = 16 + (block * shape.OutputBlockStride) + (row * shape.OutputRowStride) + n;
                        float[] operands = [.. _operands.Select(operand => operand[at])];
                        _expected[at] = KernelCases.Apply(Epilogue, sum + (Bias ? _bias[n] : 0), operands, s_scalars);
                    }
                }
            }
        }
    }
}
