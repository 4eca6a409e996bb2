using Kiln.Generator.Steps;
using Kiln.Kernels;

namespace Kiln.Compiler.Tests.Kernels;

[Trait("Category", "Numeric")]
public class GemmWeightGradientTests
{
    private static readonly KernelKey s_key = new(KernelFamily.GemmWeightGradient);

    [Fact]
    public void Any_shape_equals_plain_loops_on_every_width()
    {
        Random random = new(23);
        for (int repeat = 0; repeat < 120; repeat++)
        {
            Case test = new(random, rows: random.Next(1, repeat % 3 == 0 ? 4 : 33));
            foreach (string body in KernelCompiler.BodiesOf(repeat))
            {
                test.Check(s_key, body, accumulate: false);
                test.Check(s_key, body, accumulate: true);
            }
        }
    }

    [Fact]
    public void Rows_and_columns_split_among_calls_give_the_bits_of_one_call()
    {
        Random random = new(29);
        for (int repeat = 0; repeat < 40; repeat++)
        {
            Case test = new(random, rows: random.Next(2, 30));
            nint row = random.Next(1, (int)test.Shape.Rows);
            nint column = test.Shape.Columns > 16 ? 16 : test.Shape.Columns;
            foreach (string body in KernelCompiler.BodiesOf(repeat))
                KernelCases.AssertSameBits(
                    test.Run(s_key, body, true), test.Run(s_key, body, true, [0, row, test.Shape.Rows], [0, column, test.Shape.Columns]),
                    $"{body} {test.Shape}");
        }
    }

    [Fact]
    public void Collapsing_loops_keeps_every_address_in_order()
    {
        Random random = new(3);
        for (int repeat = 0; repeat < 500; repeat++)
        {
            WeightGradientShape shape = new Case(random, 1).Shape;
            Assert.Equal(Case.Depths(shape), Case.Depths(shape.Collapsed()));
        }
    }

    private sealed class Case
    {
        private readonly float[] _a, _b, _start;
        private readonly double[] _sums;

        public Case(Random random, int rows)
        {
            nint inner = random.Next(1, 8), middle = random.Next(1, 4), outer = random.Next(1, 4);
            nint columns = random.Next(1, rows <= 3 ? 140 : 60), padded = (columns + 15) & ~15;
            nint innerA = random.Next(1, 4), innerB = padded;
            bool even = random.Next(2) == 0;
            nint middleA = even ? inner * innerA : random.Next(1, 20), middleB = even ? inner * innerB : (inner * innerB) + 16;
            even = random.Next(2) == 0;
            nint outerA = even ? middle * middleA : random.Next(0, 40), outerB = even ? middle * middleB : (middle * middleB) + 5;
            Shape = new WeightGradientShape
            {
                Rows = rows,
                Columns = columns,
                RowStride = random.Next(0, 9),
                OutputRowStride = columns + random.Next(3),
                Outer = outer,
                OuterStrideA = outerA,
                OuterStrideB = outerB,
                Middle = middle,
                MiddleStrideA = middleA,
                MiddleStrideB = middleB,
                Inner = inner,
                InnerStrideA = innerA,
                InnerStrideB = innerB,
            };
            List<(nint A, nint B)> depths = Depths(Shape);
            _a = KernelCases.Poisoned(((rows - 1) * Shape.RowStride) + depths.Max(depth => depth.A) + 1);
            _b = KernelCases.Poisoned(depths.Max(depth => depth.B) + padded);
            _start = KernelCases.Poisoned(32 + ((rows - 1) * Shape.OutputRowStride) + columns);
            _sums = new double[_start.Length];
            Array.Fill(_sums, double.NaN);
            foreach ((_, nint b) in depths)
                for (nint n = 0; n < columns; n++) _b[b + n] = random.NextSingle() - 0.5f;
            for (nint row = 0; row < rows; row++)
            {
                foreach ((nint a, _) in depths)
                    if (KernelCases.IsPoison(_a[(row * Shape.RowStride) + a])) _a[(row * Shape.RowStride) + a] = random.NextSingle() - 0.5f;
                for (nint n = 0; n < columns; n++)
                {
                    nint at = 16 + (row * Shape.OutputRowStride) + n;
                    _sums[at] = depths.Sum(depth => (double)_a[(row * Shape.RowStride) + depth.A] * _b[depth.B + n]);
                    _start[at] = random.NextSingle() - 0.5f;
                }
            }
        }

        public WeightGradientShape Shape { get; }

        public static List<(nint A, nint B)> Depths(WeightGradientShape shape)
        {
            List<(nint A, nint B)> offsets = [];
            for (nint o = 0; o < shape.Outer; o++)
                for (nint m = 0; m < shape.Middle; m++)
                    for (nint i = 0; i < shape.Inner; i++)
                        offsets.Add(
                            ((o * shape.OuterStrideA) + (m * shape.MiddleStrideA) + (i * shape.InnerStrideA),
                                (o * shape.OuterStrideB) + (m * shape.MiddleStrideB) + (i * shape.InnerStrideB)));
            return offsets;
        }

        public void Check(KernelKey key, string body, bool accumulate)
        {
            double[] expected = [.. _sums.Select((sum, i) => accumulate ? sum + _start[i] : sum)];
            KernelCases.AssertClose(expected, Run(key, body, accumulate), 1e-5, $"{key.Name} {body} {Shape} accumulate {accumulate}");
        }

        public float[] Run(KernelKey key, string body, bool accumulate) => Run(key, body, accumulate, [0, Shape.Rows], [0, Shape.Columns]);

        public float[] Run(KernelKey key, string body, bool accumulate, nint[] rows, nint[] columns)
        {
            KernelCall<WeightGradientShape> call = KernelCompiler.Method<WeightGradientShape>(key, body);
            // Without accumulation nothing of C may be read.
            float[] c = accumulate ? [.. _start] : KernelCases.Poisoned(_start.Length);
            for (int r = 0; r + 1 < rows.Length; r++)
            {
                for (int n = 0; n + 1 < columns.Length; n++)
                {
                    if (columns[n] == columns[n + 1]) continue;
                    int[] offsets = [(int)(rows[r] * Shape.RowStride), (int)columns[n], 16 + (int)((rows[r] * Shape.OutputRowStride) + columns[n])];
                    call([_a, _b, c], offsets, [], [], accumulate, Shape with { Rows = rows[r + 1] - rows[r], Columns = columns[n + 1] - columns[n] });
                }
            }

            return c;
        }
    }
}
