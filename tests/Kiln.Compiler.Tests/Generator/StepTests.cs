using System.Reflection;
using Kiln.Compiler.Tests.Networks;
using Kiln.Generator;
using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>Steps as data: what they call is there, what is left out of a structure is its default, and expressions mean what their text says.</summary>
public sealed class StepTests
{
    private static readonly Assembly s_runtime = typeof(Kiln.Kernels.GemmShape).Assembly;

    private static Expression A => Expression.Named("a");

    private static Expression B => Expression.Named("b");

    /// <summary>What the printer leaves out is what a new structure holds.</summary>
    [Fact]
    public void Defaults_are_those_of_the_runtime()
    {
        Type[] shapes = [.. s_runtime.GetTypes()
            .Where(type => type is { Namespace: "Kiln.Kernels", IsPublic: true, IsValueType: true } && type.Name.EndsWith("Shape", StringComparison.Ordinal))];
        Assert.Contains(typeof(Kiln.Kernels.GemmShape), shapes);
        foreach (Type shape in shapes)
        {
            object fresh = Activator.CreateInstance(shape)!;
            foreach (PropertyInfo property in shape.GetProperties().Where(property => property.PropertyType == typeof(nint) && property.SetMethod is not null))
                foreach (int value in (int[])[0, 1])
                    if (ConstantDefaults.IsDefault(shape.Name, new Field(property.Name, value)))
                        Assert.True(value == (nint)property.GetValue(fresh)!, $"{shape.Name}.{property.Name} is not {value} by default.");
        }
    }

    /// <summary>Networks state the version of the kernels that they are generated for, and the library serves this one.</summary>
    [Fact]
    public void The_version_of_the_kernels_is_that_of_the_library() => Assert.Equal(Kiln.Kernels.NetworkLayout.ServedKernelVersion, KernelSet.Version);

    /// <summary>Steps are cut for threads where the runtime finds another thread worth waking.</summary>
    [Fact]
    public void The_work_that_is_worth_a_thread_is_that_of_the_library() =>
        Assert.Equal(CompileOptions.WorthSharing, Kiln.Kernels.Workers.Grain(multiplyAdds: 1));

    [Fact]
    public void Sums_and_products_fold()
    {
        Assert.Equal("a + 7", ExpressionText.Of(3 + A + 4));
        Assert.Equal("a + b + 7", ExpressionText.Of(A + 3 + (B + 4)));
        Assert.Equal("a - 5", ExpressionText.Of(A - 5));
        Assert.Equal("0", ExpressionText.Of(A * 0));
        Assert.Equal("a", ExpressionText.Of(A * 1 / 1));
        Assert.Equal("12", ExpressionText.Of((Expression)3 * 4));
        Assert.Equal("0", ExpressionText.Of(A % 1));
        Assert.Equal("48 * (a / 3) + 2 * (a % 3)", ExpressionText.Of(Expression.InRows(A, 3, 48, 2)));
    }

    [Fact]
    public void Text_keeps_the_parentheses_that_it_needs()
    {
        Assert.Equal("a - (b + 1)", ExpressionText.Of(A - (B + 1)));
        Assert.Equal("(a + b) / (a * b)", ExpressionText.Of((A + B) / (A * B)));
        Assert.Equal("nint.Min(a + 1, b) - a", ExpressionText.Of(Expression.Min(A + 1, B) - A));
    }

    /// <summary>Random expressions have the value that plain arithmetic gives.</summary>
    [Fact]
    public void Folding_keeps_the_value()
    {
        var random = new Random(5);
        for (int repeat = 0; repeat < 2000; repeat++)
        {
            (long a, long b) = (random.Next(1, 20), random.Next(1, 20));
            (Expression expression, long value) = Draw(random, 4, a, b);
            Assert.Equal(value, ExpressionValue.Of(expression, name => name == "a" ? a : b));
        }
    }

    /// <summary>A product is cut into as many items as the runtime has tiles for: together they cover each element once, and none is empty.</summary>
    [Fact]
    public void A_product_is_cut_as_the_runtime_cuts_it()
    {
        foreach (int units in (int[])[1, 31, 32, 33, 100])
        {
            Graph graph = new NetworkText("Cut", $"[Input(5), Dense({units}), MeanSquaredError]").Evaluate().Graph;
            Plan plan = NetworkPlan.Of(NetworkCompiler.NetworkOf(graph, "Cut")).Infer.Plan;
            int dense = Enumerable.Range(0, plan.Graph.Nodes.Count).First(node => new StepBuilder(plan, node).Op is Kiln.Generator.Ops.Dense);
            Phase phase = Assert.Single(new StepPhases(plan).Of(dense));
            foreach (int batch in (int[])[1, 55, 56, 57, 200])
            {
                int count = (int)ExpressionValue.Of(phase.Items, _ => batch);
                long covered = 0;
                for (int item = 0; item < count; item++)
                {
                    var tiles = new Kiln.Kernels.GemmTiles(item, item + 1, units, batch, (nint)phase.Box[0].Tile);
                    Assert.True(tiles.MoveNext());
                    Assert.InRange((long)(tiles.Current.Rows * tiles.Current.Columns), 1, long.MaxValue);
                    covered += tiles.Current.Rows * tiles.Current.Columns;
                    Assert.False(tiles.MoveNext());
                }

                Assert.Equal((long)units * batch, covered);
            }
        }
    }

    private static (Expression Expression, long Value) Draw(Random random, int depth, long a, long b)
    {
        int kind = random.Next(depth == 0 ? 3 : 10);
        if (kind == 0) return (A, a);
        if (kind == 1) return (B, b);
        if (kind == 2)
        {
            int number = random.Next(-3, 9);
            return (number, number);
        }

        (Expression left, long x) = Draw(random, depth - 1, a, b);
        (Expression right, long y) = Draw(random, depth - 1, a, b);
        return kind switch
        {
            3 or 4 => (left + right, x + y),
            5 => (left - right, x - y),
            6 or 7 => (left * right, x * y),
            8 => y == 0 ? (left, x) : (left / right, x / y),
            _ => (Expression.Max(left, right), Math.Max(x, y)),
        };
    }
}
