namespace Kiln.Package.Tests;

/// <summary>
/// Whole programs and a test project as users write them, with every warning an error: the repository's own, and those of the folder of shared programs.
/// </summary>
[Collection(PackageCollection.Name)]
public sealed class ProgramTests(PackedKiln kiln)
{
    [Theory]
    [InlineData("Debug")]
    [InlineData("Release")]
    public void Programs_build_without_a_warning_and_run(string configuration)
    {
        string output = kiln.Consumer("Programs").BuildAndRun(configuration);

        Assert.Contains("best: Width", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Debug")]
    [InlineData("Release")]
    public void Shared_programs_build_without_a_warning_and_run(string configuration)
    {
        Consumer consumer = kiln.Consumer("Programs");
        SharedPrograms.Copy(["P01_LeNet5.cs", "P11_Edge.cs", "P13_Search.cs"], consumer);
        IdxFiles.WriteDigits(consumer.Folder);

        // The first run makes the model that the second one has within its assembly.
        string output = consumer.BuildAndRun(configuration, "-p:SharedPrograms=true");
        string edge = consumer.BuildAndRun(configuration, "-p:SharedPrograms=true");

        Assert.Contains("LeNet5: input [1, 28, 28] -> output [10]", output, StringComparison.Ordinal);
        Assert.Contains("dense3", File.ReadAllText(Path.Combine(consumer.Folder, "lenet5.quantization.txt")), StringComparison.Ordinal);
        Assert.Contains("alarms: 3", edge, StringComparison.Ordinal);
        Assert.Contains("(Mlp", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Debug")]
    [InlineData("Release")]
    public void A_users_unit_tests_pass(string configuration) => AssertTestsPass(kiln.Consumer("XorTests"), configuration, tests: 3);

    [Theory]
    [InlineData("Debug")]
    [InlineData("Release")]
    public void Shared_unit_tests_pass(string configuration)
    {
        Consumer consumer = kiln.Consumer("XorTests");
        SharedPrograms.Copy(["P16_XorTests.cs"], consumer);
        AssertTestsPass(consumer, configuration, tests: 8);
    }

    private static void AssertTestsPass(Consumer consumer, string configuration, int tests)
    {
        Assert.Equal("", consumer.Build(configuration).Text);
        string output = consumer.Dotnet("test", "--no-build", "-c", configuration).Text;

        Assert.Contains($"Passed:     {tests}", output, StringComparison.Ordinal);
    }
}
