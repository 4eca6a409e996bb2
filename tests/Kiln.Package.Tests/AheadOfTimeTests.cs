using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Kiln.Package.Tests;

/// <summary>Native programs compute what the just-in-time compiled ones compute.</summary>
[Collection(PackageCollection.Name)]
public sealed class AheadOfTimeTests(PackedKiln kiln, ITestOutputHelper log)
{
    private const long MostBytes = 1_800_000;

    private static readonly string[] Frameworks = ["net10.0", "net9.0"];

    /// <summary>Names of code that only training and quantization need.</summary>
    private static readonly string[] TrainingCode =
        ["KilnTrain", "KilnPackTrain", "KilnCalibration", "ForwardBackward", "WeightGradient", "AdamW", "Quantizer", "Kernels_Gemm_"];

    [Theory]
    [InlineData("net10.0")]
    [InlineData("net9.0")]
    public void A_native_program_prints_what_managed_ones_print(string framework)
    {
        Assert.SkipUnless(framework == Frameworks[0] || TestLevel.IsFull, "One native program is enough to wait for; KILN_TEST_LEVEL=full makes this one too.");
        Consumer consumer = kiln.Consumer("Native");
        string program = Publish(consumer, framework, "linux-x64", ToolsForX64());

        string published = Command.Run(consumer.Folder, program, []).Text;
        Assert.Contains("loss", published, StringComparison.Ordinal);
        Assert.All(Frameworks, managed => Assert.Equal(Managed(consumer, managed), published));
    }

    /// <summary>Vectors of 128 bits add in another order, so that the last digits differ; the rest is the same on Arm.</summary>
    [Fact]
    public void A_native_program_for_Arm_learns_the_same()
    {
        Assert.SkipUnless(TestLevel.IsFull, "A program for Arm takes minutes; KILN_TEST_LEVEL=full makes it.");
        Consumer consumer = kiln.Consumer("Native");
        string program = Publish(consumer, Frameworks[0], "linux-arm64", [.. ToolsForArm(), "-p:IlcInstructionSet=armv8-a"]);

        string published = Emulate(program);
        string[] expected = Managed(consumer, Frameworks[0]).Split([' ', '\n']), actual = published.Split([' ', '\n']);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), words => Assert.True(AreClose(words.First, words.Second), $"{words.Second} is not {words.First} in:\n{published}"));
    }

    /// <summary>
    /// What docs/deploying.md promises of a program that only computes: its size, that it has no code for training, nothing of the file of floats, and that an
    /// inference allocates nothing.
    /// </summary>
    [Theory]
    [InlineData("linux-x64")]
    [InlineData("linux-arm64")]
    public void A_deployed_program_is_small_and_only_computes(string runtime)
    {
        bool isArm = runtime.EndsWith("-arm64", StringComparison.Ordinal);
        Assert.SkipUnless(!isArm || TestLevel.IsFull, "One native program is enough to wait for; KILN_TEST_LEVEL=full makes this one too.");
        string[] tools = isArm ? ToolsForArm() : ToolsForX64();

        Consumer consumer = kiln.Consumer("Deployed");
        _ = consumer.Restore("-p:Make=true").Text;
        _ = consumer.Build("Release", "-p:Make=true").Text;
        _ = consumer.Run("Release").Text;
        string program = Publish(consumer, Frameworks[0], runtime, tools);

        log.WriteLine($"{runtime}: {new FileInfo(program).Length} bytes");
        Assert.InRange(new FileInfo(program).Length, 1, MostBytes);
        string names = Encoding.Latin1.GetString(File.ReadAllBytes(program + ".dbg"));
        Assert.Contains("Int8Rows", names, StringComparison.Ordinal);
        Assert.All(TrainingCode, name => Assert.DoesNotContain(name, names, StringComparison.Ordinal));
        string output = isArm ? Emulate(program, "allocations") : Command.Run(consumer.Folder, program, ["allocations"]).Text;
        Assert.Matches(@"^scores( -?\d+){12}\nallocated 0\n$", output);
    }

    /// <summary>The path of the program; where the compiler is not to be had, the test is skipped.</summary>
    private static string Publish(Consumer consumer, string framework, string runtime, string[] properties)
    {
        string[] all = ["-p:TargetFramework=" + framework, "-p:PublishAot=true", "-p:RuntimeIdentifier=" + runtime, .. properties];
        CommandResult restore = consumer.Restore(all);
        Assert.SkipWhen(restore.LacksNativeCompiler, "The ILCompiler package could not be restored:\n" + restore.Output);
        _ = restore.Text;
        string folder = $"published-{framework}-{runtime}";
        string messages = consumer.Dotnet(["publish", "--no-restore", "-c", "Release", "-v", "q", "-o", folder, .. all]).Text;
        Assert.DoesNotContain(": warning ", messages, StringComparison.Ordinal);
        return Path.Combine(consumer.Folder, folder, Path.GetFileName(consumer.Folder));
    }

    /// <summary>The properties that a native program for this machine needs; where it cannot be made, the test is skipped.</summary>
    private static string[] ToolsForX64()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64 && Fma.IsSupported && Avx2.IsSupported,
            "The test publishes for Linux on x64 with AVX2.");
        string? linker = new[] { "clang", "gcc" }.FirstOrDefault(IsOnThePath);
        Assert.SkipWhen(linker is null, "Neither clang nor gcc is on the PATH.");
        return ["-p:CppCompilerAndLinker=" + linker];
    }

    /// <summary>The properties that a native program for Arm needs; where it cannot be made and run, the test is skipped.</summary>
    private string[] ToolsForArm()
    {
        string[] tools = ["qemu-aarch64-static", "aarch64-linux-gnu-gcc", "aarch64-linux-gnu-objcopy"];
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && tools.All(IsOnThePath),
            "It needs Linux with Debian's qemu-user-static, gcc-aarch64-linux-gnu, libc6-dev-arm64-cross and binutils-aarch64-linux-gnu.");

        // The SDK tells the linker its target, as clang wants it; GCC is another program for each target.
        string linker = Path.Combine(kiln.Root, "link-for-arm");
        File.WriteAllText(linker, """
            #!/bin/sh
            for argument do
              shift
              case $argument in --target=*) ;; *) set -- "$@" "$argument" ;; esac
            done
            exec aarch64-linux-gnu-gcc "$@"

            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(linker, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return ["-p:CppCompilerAndLinker=" + linker, "-p:ObjCopyName=aarch64-linux-gnu-objcopy"];
    }

    private string Emulate(string program, params string[] arguments) =>
        Command.Run(kiln.Root, "qemu-aarch64-static", ["-L", "/usr/aarch64-linux-gnu", program, .. arguments]).Text;

    /// <summary>What the managed program prints, on vectors of the width that the native one for x64 has: 256 bits.</summary>
    private static string Managed(Consumer consumer, string framework)
    {
        string target = "-p:TargetFramework=" + framework;
        _ = consumer.Restore(target).Text;
        _ = consumer.Build("Release", target).Text;
        return consumer.Run("Release", framework, null, ("DOTNET_EnableAVX512", "0"), ("DOTNET_EnableAVX512F", "0")).Text;
    }

    /// <summary>Whether two words are the same, or two numbers nearly.</summary>
    private static bool AreClose(string expected, string actual) =>
        expected == actual || Math.Abs(Number(expected) - Number(actual)) <= 1e-4 * (1 + Math.Abs(Number(expected)));

    private static double Number(string word) => double.TryParse(word, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;

    private static bool IsOnThePath(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
