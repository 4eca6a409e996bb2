
namespace Kiln.Package.Tests;

/// <summary>
/// Whole programs and a test project as users write them, with every warning an error. The repository has programs of its own; where the folder of shared
/// programs is at hand, those are built and run with them.
/// </summary>
[Collection(PackageCollection.Name)]
public sealed class ProgramTests(PackedKiln kiln, ITestOutputHelper log)
{
    [Theory]
    [InlineData("Debug")]
    [InlineData("Release")]
    public void Programs_build_without_a_warning_and_run(string configuration)
    {
        Consumer consumer = kiln.Consumer("Programs");
        bool isShared = SharedPrograms.TryCopy(["P01_LeNet5.cs", "P13_Search.cs"], consumer, log);
        if (isShared) IdxFiles.WriteDigits(consumer.Folder);

        string output = consumer.BuildAndRun(configuration, $"-p:SharedPrograms={isShared}");

        Assert.Contains("best: Width", output, StringComparison.Ordinal);
        if (!isShared) return;
        Assert.Contains("LeNet5: input [1, 28, 28] -> output [10]", output, StringComparison.Ordinal);
        Assert.Contains("(Mlp", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Debug")]
    [InlineData("Release")]
    public void A_users_unit_tests_pass(string configuration)
    {
        Consumer consumer = kiln.Consumer("XorTests");
        bool isShared = SharedPrograms.TryCopy(["P16_XorTests.cs"], consumer, log);

        Assert.Equal("", consumer.Build(configuration).Text);
        string output = consumer.Dotnet("test", "--no-build", "-c", configuration).Text;

        Assert.Contains($"Passed:     {(isShared ? 8 : 3)}", output, StringComparison.Ordinal);
    }
}
