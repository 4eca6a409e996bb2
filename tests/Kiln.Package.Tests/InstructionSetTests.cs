using System.Runtime.InteropServices;

namespace Kiln.Package.Tests;

/// <summary>
/// KILN450 mentions x86 instruction sets to those who publish for x86, and to nobody else: the package's targets, evaluated for many systems at once.
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

    [Fact]
    public void The_advice_follows_the_architecture()
    {
        string text = Check([.. X86, .. Other], "PublishAot=true");
        Assert.All(X86, identifier => Assert.Contains($"KILN450: PublishAot compiles for the oldest {identifier} CPU", text, StringComparison.Ordinal));
        Assert.All(Other, identifier => Assert.DoesNotContain($" {identifier} CPU", text, StringComparison.Ordinal));
    }

    [Fact]
    public void No_advice_without_ahead_of_time_code_or_with_an_instruction_set()
    {
        Assert.DoesNotContain("KILN450", Check(X86, "PublishAot=false"), StringComparison.Ordinal);
        Assert.DoesNotContain("KILN450", Check(X86, "PublishAot=true;IlcInstructionSet=native"), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_runtime_identifier_the_machine_that_builds_decides()
    {
        bool isX86 = RuntimeInformation.OSArchitecture is Architecture.X64 or Architecture.X86;
        Assert.Equal(isX86, Check([""], "PublishAot=true").Contains("KILN450", StringComparison.Ordinal));
    }

    private string Check(IReadOnlyList<string> identifiers, string properties)
    {
        string targets = Path.Combine(SharedFiles.Repository, "runtime", "build", "Kiln.targets"), project = Path.Combine(_folder.FullName, "project.proj");
        File.WriteAllText(project, $"""<Project><Import Project="{targets}" /></Project>""");
        string calls = string.Concat(identifiers.Select(identifier =>
            $"""<MSBuild Projects="{project}" Targets="KilnCheckInstructionSet" Properties="{properties};RuntimeIdentifier={identifier}" />"""));
        File.WriteAllText(Path.Combine(_folder.FullName, "all.proj"), $"""<Project DefaultTargets="All"><Target Name="All">{calls}</Target></Project>""");
        return Command.Run(_folder.FullName, Command.Dotnet, ["msbuild", "all.proj", "-nologo", "-v:m"]).Text;
    }
}
