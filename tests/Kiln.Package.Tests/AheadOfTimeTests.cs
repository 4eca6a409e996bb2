using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Kiln.Package.Tests;

/// <summary>A native program of a net9.0 project: it computes what the just-in-time compiled one computes.</summary>
[Collection(PackageCollection.Name)]
public sealed class AheadOfTimeTests(PackedKiln kiln)
{
    private const string Framework = "net9.0";

    [Fact]
    public void Publishing_without_an_instruction_set_warns()
    {
        Consumer consumer = kiln.Consumer("Native");
        _ = consumer.Restore().Text;
        string[] check = ["msbuild", "-t:KilnCheckInstructionSet", "-p:PublishAot=true", "-p:RuntimeIdentifier=linux-x64", "-nologo"];
        Assert.Contains("warning KILN450: ", consumer.Dotnet(check).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("KILN450", consumer.Dotnet([.. check, "-p:IlcInstructionSet=x86-x64-v3"]).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_native_program_prints_what_the_managed_one_prints()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64 && Fma.IsSupported && Avx2.IsSupported,
            "The test publishes for Linux on x64 with AVX2.");
        Assert.SkipWhen(Linker() is null, "Neither clang nor gcc is on the PATH.");

        string[] properties = ["-p:PublishAot=true", "-p:RuntimeIdentifier=linux-x64", "-p:CppCompilerAndLinker=" + Linker(), "-p:IlcInstructionSet=x86-x64-v3"];
        Consumer native = kiln.Consumer("Native");
        CommandResult restore = native.Restore(properties);
        Assert.SkipWhen(
            !restore.Succeeded && restore.Output.Contains("ILCompiler", StringComparison.Ordinal) && restore.Output.Contains("error NU1", StringComparison.Ordinal),
            "The ILCompiler package could not be restored:\n" + restore.Output);

        _ = restore.Text;
        string messages = native.Dotnet(["publish", "--no-restore", "-c", "Release", "-v", "q", "-o", "published", .. properties]).Text;
        Assert.DoesNotContain(": warning ", messages, StringComparison.Ordinal);
        string published = Command.Run(native.Folder, Path.Combine(native.Folder, "published", "Native"), []).Text;

        // Equal vector width: the native program's is fixed at 256 bits.
        _ = native.Restore().Text;
        _ = native.Build("Release").Text;
        string managed = native.Run("Release", Framework, null, ("DOTNET_EnableAVX512", "0"), ("DOTNET_EnableAVX512F", "0")).Text;
        Assert.Contains("loss", managed, StringComparison.Ordinal);
        Assert.Equal(managed, published);
    }

    private static string? Linker() =>
        new[] { "clang", "gcc" }.FirstOrDefault(program => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))));
}
