using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Kernels;

/// <summary>Of equal elements the first takes the gradient of a maximum, in whichever chunk it is; a NaN counts as the largest.</summary>
[Trait("Category", "Numeric")]
public sealed class MaximumTests
{
    private const int Chunks = 5, Rows = 43;

    [Theory]
    [InlineData(1, 1f)]
    [InlineData(1, float.NaN)]
    [InlineData(1, 0f)]
    [InlineData(3, 1f)]
    [InlineData(20, 1f)]
    public void The_first_of_several_chunks_takes_the_gradient(int columns, float largest)
    {
        // Columns that are one run have neighbours of a row in the same chunk; others have a row for each trip.
        int inner = columns == 1 ? 37 : 1, elements = Rows * inner;
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            float[] x = [.. Enumerable.Range(0, elements * columns).Select(_ => random.Next(60) == 0 ? largest : -random.NextSingle() - 1)];
            for (int c = 0; c < columns; c++) x[(random.Next(elements) * columns) + c] = largest;
            float[] maxima = [.. Enumerable.Repeat(largest, columns)], dy = [.. Enumerable.Range(1, columns).Select(c => (float)c)];
            float[] found = new float[Chunks * columns], chunked = Samples.Filled(x.Length, 9), whole = Samples.Filled(x.Length, 9);
            ReducedAxes Axes(int first, int end) => new(end - first, inner * columns, inner, 1);
            int First(int chunk) => chunk * Rows / Chunks;
            for (int chunk = 0; chunk < Chunks; chunk++)
                AxisReductions.FindMaximum(
                    ref x[First(chunk) * inner * columns], Axes(First(chunk), First(chunk + 1)), columns, ref maxima[0], ref found[chunk * columns]);
            for (int chunk = 0; chunk < Chunks; chunk++)
            {
                int at = First(chunk) * inner * columns;
                ReducedAxes axes = Axes(First(chunk), First(chunk + 1));
                AxisReductions.MaxChunkGradient(
                    ref x[at], axes, ref maxima[0], ref dy[0], ref chunked[at], axes, columns, ref found[0], new(chunk, Chunks, columns));
            }

            AxisReductions.MaxColumnsGradient(ref x[0], Axes(0, Rows), ref maxima[0], ref dy[0], ref whole[0], Axes(0, Rows), columns);
            float[] expected = new float[x.Length];
            for (int c = 0; c < columns; c++)
                expected[Enumerable.Range(0, elements).Select(i => (i * columns) + c).First(i => x[i].Equals(largest))] = dy[c];
            Assert.Equal(expected, chunked);
            Assert.Equal(expected, whole);
        }
    }
}
