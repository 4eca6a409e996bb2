using System.Runtime.InteropServices;

namespace Kiln.Package.Tests;

/// <summary>
/// Native programs are compiled for x86 CPUs with AVX2 unless the user chose others: the package's targets, evaluated for many systems at once.
/// </summary>
public sealed class InstructionSetTests : IDisposable
{
    private static readonly string[] X86 =
        ["win-x64", "linux-x64", "linux-musl-x64", "osx-x64", "win-x86", "iossimulator-x64", "freebsd-x64", "ubuntu.24.04-x64"];

    private static readonly string[] Other =
    [
        "win-arm64", "linux-arm64", "linux-musl-arm64", "osx-arm64", "ios-arm64", "android-arm64", "linux-bionic-arm64", "linux-arm", "linux-musl-arm",
        "linux-riscv64", "linux-loongarch64",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kiln");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("v9.0", "x86-x64-v3")]
    [InlineData("v10.0", "x86-64-v3")]
    public void The_instruction_set_follows_the_architecture(string framework, string expected)
    {
        string text = Evaluate([.. X86, .. Other], $"PublishAot=true;TargetFrameworkVersion={framework}");
        Assert.All(X86, identifier => Assert.Contains($"[{identifier}: {expected}]", text, StringComparison.Ordinal));
        Assert.All(Other, identifier => Assert.Contains($"[{identifier}: ]", text, StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_user_chose_stays()
    {
        string none = Evaluate(X86, "PublishAot=false"), own = Evaluate(X86, "PublishAot=true;IlcInstructionSet=native");
        Assert.All(X86, identifier => Assert.Contains($"[{identifier}: ]", none, StringComparison.Ordinal));
        Assert.All(X86, identifier => Assert.Contains($"[{identifier}: native]", own, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_runtime_identifier_the_machine_that_builds_decides()
    {
        bool isX86 = RuntimeInformation.OSArchitecture is Architecture.X64 or Architecture.X86;
        Assert.Contains(isX86 ? "[: x86-64-v3]" : "[: ]", Evaluate([""], "PublishAot=true;TargetFrameworkVersion=v10.0"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PublishAot=true;OptimizationPreference=Size", "false")]
    [InlineData("PublishAot=true;OptimizationPreference=Size;KilnWideIntegerKernels=true", "true")]
    [InlineData("PublishAot=true;KilnWideIntegerKernels=false", "false")]
    [InlineData("PublishAot=true", "")]
    [InlineData("OptimizationPreference=Size", "")]
    public void Small_programs_have_no_wide_integer_kernels(string properties, string expected) =>
        Assert.Contains($"(wide kernels: {expected})", Evaluate(["linux-x64"], properties), StringComparison.Ordinal);

    /// <summary>The runtime identifiers and the instruction sets that they get, and what becomes of wide kernels.</summary>
    private string Evaluate(IReadOnlyList<string> identifiers, string properties)
    {
        string targets = Path.Combine(SharedFiles.Repository, "runtime", "build", "Kiln.targets"), project = Path.Combine(_folder.FullName, "project.proj");
        File.WriteAllText(
            project,
            $"""
            <Project>
              <Import Project="{targets}" />
              <Target Name="Show"><Message Importance="high" Text="[$(RuntimeIdentifier): $(IlcInstructionSet)] (wide kernels: @(RuntimeHostConfigurationOption->'%(Value)'))" /></Target>
            </Project>
            """);
        string calls = string.Concat(identifiers.Select(identifier =>
            $"""<MSBuild Projects="{project}" Targets="Show" Properties="{properties};RuntimeIdentifier={identifier}" />"""));
        File.WriteAllText(Path.Combine(_folder.FullName, "all.proj"), $"""<Project DefaultTargets="All"><Target Name="All">{calls}</Target></Project>""");
        return Command.Run(_folder.FullName, Command.Dotnet, ["msbuild", "all.proj", "-nologo", "-v:m"]).Text;
    }
}
