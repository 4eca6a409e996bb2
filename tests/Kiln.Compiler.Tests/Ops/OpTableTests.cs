using Kiln.Generator.Graphs;
using Kiln.Generator.Implementations;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>The table of ops is complete, and every case is one that its op accepts and evaluates.</summary>
[Trait("Category", "Numeric")]
public sealed class OpTableTests
{
    [Fact]
    public void Every_op_is_in_the_table_once()
    {
        IEnumerable<string> all = typeof(Op).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Op)) && !type.IsAbstract).Select(type => type.Name);
        IEnumerable<OpRow> madeByPasses = OpRow.Of(typeof(Int8PackWeights), typeof(Int8PackRequantization), typeof(Int8DepthwisePointwise));
        IEnumerable<OpRow> rows = [.. OpTest.Rows, .. OpTable.IntegerOps, .. madeByPasses];
        Assert.Equal(all.Order(StringComparer.Ordinal), rows.Select(row => row.Op.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Cases_are_of_their_op_and_have_distinct_names()
    {
        foreach (OpRow row in OpTest.Rows)
        {
            OpCase[] cases = [.. row.Cases()];
            Assert.NotEmpty(cases);
            Assert.All(cases, item => Assert.Equal(row.Op, item.Op.GetType()));
            Assert.Equal(cases.Length, cases.Select(item => item.Name).Distinct().Count());
        }
    }

    [Fact]
    public void Every_case_fits_its_shape_rule_and_evaluates_to_finite_numbers()
    {
        foreach (OpCase item in OpTest.Rows.SelectMany(row => row.Cases()))
        {
            Inferred inferred = item.Op.Infer(item.Inputs);
            Assert.True(inferred.Problem is null, $"{item}: {inferred.Problem?.Message}");
            Assert.NotEmpty(inferred.Types);
            OpRun run = new(item, batch: 3);
            foreach (Tensor output in run.Evaluate()) Assert.True(output.Data.All(double.IsFinite), item.ToString());
        }
    }

    [Fact]
    public void An_op_compares_by_its_hyper_parameters()
    {
        foreach (OpRow row in OpTest.Rows)
            foreach ((OpCase left, OpCase right) in row.Cases().Zip(row.Cases()))
            {
                Assert.Equal(left.Op, right.Op);
                Assert.Equal(left.Op.GetHashCode(), right.Op.GetHashCode());
            }
    }
}
