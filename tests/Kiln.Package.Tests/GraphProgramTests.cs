using System.Globalization;
using System.Text.RegularExpressions;

namespace Kiln.Package.Tests;

/// <summary>
/// The shared programs whose networks are graph methods: unchanged, from the package, with every warning an error, on data made for them. Where the shared
/// folder is not at hand, the Zoo's tests cover the same language.
/// </summary>
[Collection(PackageCollection.Name)]
public sealed class GraphProgramTests(PackedKiln kiln, ITestOutputHelper log)
{
    private static readonly string[] Programs =
        [
            "P02_Regression.cs", "P03_ResNet.cs", "P04_UNet.cs", "P05_Siamese.cs", "P06_Gan.cs", "P07_Vae.cs", "P09_Transformer.cs", "P10_MultiTask.cs",
            "P14_CustomLoop.cs",
        ];

    [Fact]
    public void Programs_learn_what_they_are_for()
    {
        Consumer consumer = kiln.Consumer("GraphPrograms");
        SharedPrograms.Copy(Programs, consumer);

        Assert.Equal("", consumer.Build("Release").Text);
        string output = consumer.Run("Release", arguments: [.. Programs.Select(program => program[..3])]).Text;
        log.WriteLine(output);

        Assert.InRange(Number(output, @"mae (?<value>[\d.]+)"), 0, 0.4);
        Assert.Matches(@"P03: loaded \d+, missing dense1\.weight dense1\.bias, frozen 6[02], changed 2\b", output);
        Assert.InRange(Number(output, @"P04: intersection over union (?<value>[\d.]+)"), 0.9, 1);
        Assert.True(Number(output, @"different (?<value>[\d.]+)") > Number(output, @"P05: equal (?<value>[\d.]+)") + 0.3, "The pairs did not come apart.");
        Assert.Contains("P06: ran", output, StringComparison.Ordinal);
        Assert.True(
            Number(output, @"P07: loss [\d.]+ to (?<value>[\d.]+)") < 0.5 * Number(output, @"P07: loss (?<value>[\d.]+)"), "The autoencoder did not learn.");
        Assert.Contains("P09: ran", output, StringComparison.Ordinal);
        Assert.True(
            Number(output, @"P10: loss [\d.]+ to (?<value>[\d.]+)") < 0.8 * Number(output, @"P10: loss (?<value>[\d.]+)"),
            "Two tasks were not learned together.");
        Assert.Contains("P14: ran", output, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_build_in_debug_too()
    {
        Consumer consumer = kiln.Consumer("GraphPrograms");
        SharedPrograms.Copy(Programs, consumer);
        Assert.Equal("", consumer.Build("Debug").Text);
        Assert.Contains("P14: ran", consumer.Run("Debug", arguments: ["P14"]).Text, StringComparison.Ordinal);
    }

    /// <summary>Blocks and fluent methods of a library, which its users see as a project and as a package.</summary>
    [Theory]
    [InlineData("project")]
    [InlineData("package")]
    public void Blocks_of_a_library_work_in_its_consumers(string reference)
    {
        Consumer library = kiln.Consumer("BlockLibrary"), consumer = kiln.Consumer("BlockConsumer");
        SharedPrograms.Copy(["P15_Library/Blocks.cs"], library);
        SharedPrograms.Copy(["P15_Consumer/Program.cs"], consumer);

        Assert.Equal("", library.Build("Release").Text);
        if (reference == "package") _ = library.Dotnet("pack", "--no-build", "-c", "Release", "-o", kiln.Feed).Text;
        string output = consumer.BuildAndRun("Release", "-p:LibraryAs=" + reference);
        Assert.Contains("Classifier: input [3, 32, 32] -> output [10]", output, StringComparison.Ordinal);
        Assert.Contains("squeezeexcite1.conv2d1", output, StringComparison.Ordinal);
    }

    /// <summary>The number in the last match.</summary>
    private static double Number(string output, string pattern) =>
        double.Parse(Regex.Matches(output, pattern)[^1].Groups["value"].Value, CultureInfo.InvariantCulture);
}
