using System.Text.RegularExpressions;
using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>Equal blocks share their methods. That a shared method computes what each block's own would is what footprints and training bits show.</summary>
public sealed partial class SharedMethodsTests
{
    /// <summary>The keyword network has four equal blocks one behind another.</summary>
    private static readonly string s_text =
        Assert.Single(Kiln.Generator.Compiler.Compile(ZooNetworks.Evaluate("DSCNN"), NetworkCompiler.Options)).Text;

    [Fact]
    public void A_shared_method_says_for_which_blocks_it_computes() =>
        Assert.Matches(@"\n\t// In \w+, \w+(, \w+)*\n\tprivate void Kiln", s_text);

    [Fact]
    public void It_is_called_for_each_block_with_offsets_of_its_own()
    {
        ILookup<string, string> calls = Case().Matches(s_text).ToLookup(call => call.Groups["method"].Value, call => call.Groups["offsets"].Value);
        Assert.Contains(calls, method => method.Count() > 2);
        Assert.All(calls.Where(method => method.Count() > 1), method => Assert.Equal(method.Count(), method.Distinct().Count()));
    }

    [Theory]
    [InlineData("ResNet34"), InlineData("ResNet50"), InlineData("ResNeXt50")]
    public void Every_method_of_a_zoo_network_is_written_once(string name)
    {
        EvaluatedNetwork network = ZooNetworks.Evaluate(name);
        string text = Assert.Single(Kiln.Generator.Compiler.Compile(network, NetworkCompiler.Options)).Text;
        string[] methods = [.. NetworkPlan.Of(network).Programs.SelectMany(program =>
        {
            (IReadOnlyList<SegmentJobs> segments, SegmentMethods shared) = EmittedMethods.Of(program, NetworkCompiler.Options.SharedWork);
            return segments.SelectMany(segment => segment.Methods.Select(method => method.Name)).Select(method => shared.Find(method).Method);
        })];
        Assert.True(methods.Distinct().Count() < 0.8 * methods.Length, $"{methods.Distinct().Count()} methods do the work of {methods.Length}.");
        Assert.All(methods.Distinct(), method => Assert.Single(Regex.Matches(text, $@"private void {method}\(")));
    }

    [GeneratedRegex(@"case \d+: (?<method>Kiln\w+)\((?:slot|sample|worker|first|last|, )+(?<offsets>[\d, ]*)\); break;")]
    private static partial Regex Case();
}
