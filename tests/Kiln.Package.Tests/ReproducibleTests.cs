using System.IO.Compression;

namespace Kiln.Package.Tests;

/// <summary>One state of the sources is one package, byte by byte, whenever and wherever it is made.</summary>
[Collection(PackageCollection.Name)]
public sealed class ReproducibleTests(PackedKiln kiln)
{
    // Any moment will do, as long as both have it.
    private static readonly (string, string) Time = ("SOURCE_DATE_EPOCH", "1700000000");

    private static readonly string[] RootFiles =
        ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", ".editorconfig", "LICENSE", "README.md"];

    [Fact]
    public void Packing_again_gives_the_same_bytes()
    {
        string first = Path.Combine(kiln.Root, "first"), second = Path.Combine(kiln.Root, "second");
        foreach (string folder in new[] { first, second })
        {
            string[] pack = ["pack", "runtime/Kiln.csproj", "--no-build", "-c", PackedKiln.Configuration, "-o", folder, "-v", "q"];
            _ = Command.Run(SharedFiles.Repository, Command.Dotnet, pack, Time).Text;
        }

        Same(first, second);
    }

    /// <summary>The sources alone, in folders of other names, with no repository around them.</summary>
    [Fact]
    public void Sources_in_another_folder_give_the_same_bytes()
    {
        Assert.SkipUnless(TestLevel.IsFull, "Two builds in Release take minutes; KILN_TEST_LEVEL=full runs them.");
        string first = Path.Combine(kiln.Root, "here"), second = Path.Combine(kiln.Root, "a", "longer", "way");
        foreach (string folder in new[] { first, second })
        {
            foreach (string part in new[] { "generator", "analyzers", "runtime" }) Copy(part, folder);
            foreach (string file in RootFiles) File.Copy(Path.Combine(SharedFiles.Repository, file), Path.Combine(folder, file));
            // Analyzers write nothing into a package.
            string[] pack = ["pack", "runtime/Kiln.csproj", "-c", "Release", "-o", "packed", "-v", "q", "-p:RunAnalyzers=false"];
            _ = Command.Run(folder, Command.Dotnet, pack, Time).Text;
        }

        Same(Path.Combine(first, "packed"), Path.Combine(second, "packed"));
    }

    private static void Same(string first, string second)
    {
        string name = Path.GetFileName(Assert.Single(Directory.GetFiles(first, "*.nupkg")));
        byte[] expected = File.ReadAllBytes(Path.Combine(first, name)), actual = File.ReadAllBytes(Path.Combine(second, name));
        string different = string.Join(", ", Different(Path.Combine(first, name), Path.Combine(second, name)));
        Assert.True(expected.AsSpan().SequenceEqual(actual), "These entries differ, or else their times: " + different);
    }

    private static List<string> Different(string first, string second)
    {
        using ZipArchive one = ZipFile.OpenRead(first), other = ZipFile.OpenRead(second);
        return [.. one.Entries.Where(entry => other.GetEntry(entry.FullName)?.Crc32 != entry.Crc32).Select(entry => entry.FullName)];
    }

    private static void Copy(string part, string folder)
    {
        string root = Path.Combine(SharedFiles.Repository, part);
        foreach (string file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(SharedFiles.Repository, file);
            if (path.Split(Path.DirectorySeparatorChar).Any(name => name is "bin" or "obj")) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
            File.Copy(file, Path.Combine(folder, path));
        }
    }
}
