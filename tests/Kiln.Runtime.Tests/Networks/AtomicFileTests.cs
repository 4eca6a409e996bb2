using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>A save must not change these: links, permissions, special files, and the saves of others.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody = (UnixFileMode)0b110_110_110;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Links_of_any_shape_stay_links_and_their_target_is_written()
    {
        NeedsUnix();
        int seeds = TestLevel.Count(quick: 40, full: 400);
        for (int seed = 0; seed < seeds; seed++)
        {
            Random random = new(seed);
            string root = Directory.CreateDirectory(_folder.File("links" + seed.ToString(CultureInfo.InvariantCulture))).FullName;
            string[] directories = [.. new[] { "a", "a/b", "c", "c/d" }.Select(name => Directory.CreateDirectory(Path.Combine(root, name)).FullName)];
            string target = Path.Combine(directories[random.Next(4)], "target");
            bool dangling = random.Next(3) == 0;
            if (!dangling) File.WriteAllText(target, "old");

            // A chain through directories that may be links themselves; what a relative link starts from is the real directory.
            string path = target;
            List<string> links = [];
            for (int i = 0; i < random.Next(1, 5); i++)
            {
                string real = directories[random.Next(4)];
                string link = Path.Combine(real, $"link{i}");
                File.CreateSymbolicLink(link, random.Next(2) == 0 ? path : Path.GetRelativePath(real, path));
                links.Add(link);
                path = link;
                if (random.Next(2) == 0) continue;
                string shortcut = Path.Combine(root, $"shortcut{i}");
                Directory.CreateSymbolicLink(shortcut, random.Next(2) == 0 ? real : Path.GetRelativePath(root, real));
                path = Path.Combine(shortcut, $"link{i}");
            }

            AtomicFile.Write(path, Text("new"));
            Assert.True(File.ReadAllText(target) == "new" && File.ReadAllText(path) == "new", $"seed {seed}: the target was not written");
            Assert.True(new FileInfo(target).LinkTarget is null, $"seed {seed}: the target became a link");
            Assert.True(links.TrueForAll(link => new FileInfo(link).LinkTarget is not null), $"seed {seed}: a link was replaced");
            AssertNoLeftovers(root);
        }
    }

    [Fact]
    public void Links_in_a_circle_are_refused()
    {
        NeedsUnix();
        string first = _folder.File("first"), second = _folder.File("second");
        File.CreateSymbolicLink(first, "second");
        File.CreateSymbolicLink(second, first);
        AssertRefused(first, "symbolic links do not end");
        File.CreateSymbolicLink(_folder.File("self"), "self");
        AssertRefused(_folder.File("self"), "symbolic links do not end");
    }

    [Fact]
    public void A_dangling_link_into_a_directory_that_is_missing_names_the_path_and_the_directory()
    {
        NeedsUnix();
        string path = _folder.File("link");
        File.CreateSymbolicLink(path, "gone/weights");
        AssertRefused(path, "directory", "gone");
    }

    [Theory]
    [InlineData(0b110_000_000), InlineData(0b110_100_000), InlineData(0b110_110_110)]
    [InlineData(0b111_101_101), InlineData(0b110_000_100), InlineData(0b010_000_000)]
    public void Permissions_stay(int bits)
    {
        NeedsUnix();
        string path = _folder.File("file");
        File.WriteAllText(path, "old");
#pragma warning disable CA1416 // Windows has left.
        File.SetUnixFileMode(path, (UnixFileMode)bits);
        AtomicFile.Write(path, stream =>
        {
            string temporary = Assert.IsType<FileStream>(stream).Name;
            Assert.Equal((UnixFileMode)bits, File.GetUnixFileMode(temporary));
            Text("new")(stream);
        });
        Assert.Equal((UnixFileMode)bits, File.GetUnixFileMode(path));
        File.SetUnixFileMode(path, Everybody);
#pragma warning restore CA1416
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Theory, InlineData("file"), InlineData("link")]
    public void A_read_only_file_is_refused(string name)
    {
        string file = _folder.File("file");
        File.WriteAllText(file, "old");
        if (!OperatingSystem.IsWindows()) File.CreateSymbolicLink(_folder.File("link"), "file");
        File.SetAttributes(file, FileAttributes.ReadOnly);
        string path = File.Exists(_folder.File(name)) ? _folder.File(name) : file;
        UnauthorizedAccessException error = Assert.Throws<UnauthorizedAccessException>(() => AtomicFile.Write(path, NotReached));
        File.SetAttributes(file, FileAttributes.Normal);
        AssertNames(error, path, "read-only");
        Assert.Equal("old", File.ReadAllText(file));
        AssertNoLeftovers(_folder.Path);
    }

    [Fact]
    public void A_directory_that_admits_no_file_is_refused()
    {
        NeedsUnix();
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "No permission stops this user.");

        string inner = Directory.CreateDirectory(_folder.File("inner")).FullName, path = Path.Combine(inner, "file");
        File.WriteAllText(path, "old");
#pragma warning disable CA1416 // Windows has left.
        File.SetUnixFileMode(inner, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        UnauthorizedAccessException error = Assert.Throws<UnauthorizedAccessException>(() => AtomicFile.Write(path, NotReached));
        File.SetUnixFileMode(inner, Private | UnixFileMode.UserExecute);
#pragma warning restore CA1416
        AssertNames(error, path, "allows no new file");
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Theory, InlineData("mkfifo"), InlineData("mknod c 1 3"), InlineData("mknod c 1 7"), InlineData("mknod b 7 200"), InlineData("socket")]
    public void What_is_no_regular_file_is_refused_unopened_and_stays(string kind)
    {
        string path = _folder.File("special"), link = _folder.File("link");
        NeedsUnix();
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        if (kind == "socket") socket.Bind(new UnixDomainSocketEndPoint(path));
        else Run(kind.Split(' ')[0], [path, .. kind.Split(' ')[1..]]);

        File.CreateSymbolicLink(link, "special");
        // To open the pipe would wait for ever.
        AssertRefused(path, "not a regular file");
        AssertRefused(link, "not a regular file");
        Assert.NotNull(FileKind.Special(path));
        AssertNoLeftovers(_folder.Path);
    }

    [Fact]
    public void A_device_stays_a_device()
    {
        NeedsUnix();
        AssertRefused("/dev/null", "a device");
        Assert.Equal("a device", FileKind.Special("/dev/null"));
    }

    [Theory, InlineData(""), InlineData("inner"), InlineData("inner/"), InlineData("new/")]
    public void A_directory_is_refused(string name)
    {
        Directory.CreateDirectory(_folder.File("inner"));
        AssertRefused(_folder.File(name), "directory");
        AssertRefused(Path.GetPathRoot(_folder.Path)!, "directory");
    }

    [Fact]
    public void Messages_name_the_path_as_it_was_given()
    {
        string path = Path.Combine(_folder.Path, ".", "file");
        static void FillDisk(Stream stream) => throw new IOException($"No space left on device : '{((FileStream)stream).Name}'");
        AssertNames(Assert.Throws<IOException>(() => AtomicFile.Write(path, FillDisk)), path, "No space left");
        AssertNoLeftovers(_folder.Path);
        string inNothing = Path.Combine(_folder.Path, "none", "file");
        AssertNames(Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(inNothing, NotReached)), inNothing, "does not exist");
        string tooLong = _folder.File(new string('x', 300));
        AssertNames(Assert.ThrowsAny<IOException>(() => AtomicFile.Write(tooLong, Text("new"))), tooLong);
        AssertNoLeftovers(_folder.Path);
    }

    [Theory, InlineData('x', 255), InlineData('ä', 127), InlineData('機', 85)]
    public void A_name_as_long_as_the_system_allows_can_be_saved(char letter, int length)
    {
        string path = _folder.File(new string(letter, length));
        AtomicFile.Write(path, Text("new"));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void What_killed_saves_left_is_removed_and_what_lives_is_not()
    {
        string path = _folder.File("file"), stranger = _folder.File(".file.tmp");
        string[] abandoned = [_folder.File(".file.0123.kiln-tmp"), _folder.File(".other.4567.kiln-tmp"), _folder.File(".file.empty.kiln-tmp")];
        foreach (string file in abandoned) File.WriteAllText(file, file.Contains("empty", StringComparison.Ordinal) ? "" : "half");
        File.WriteAllText(stranger, "somebody's");
        AtomicFile.Write(path, outer =>
        {
            string living = ((FileStream)outer).Name;
            Assert.EndsWith(".kiln-tmp", living, StringComparison.Ordinal);
            AtomicFile.Write(path, Text("inner"));
            Assert.True(File.Exists(living));
            Text("outer")(outer);
        });
        Assert.Equal("outer", File.ReadAllText(path));
        Assert.Equal(new[] { path, stranger }.Order(StringComparer.Ordinal), Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Savers_at_the_same_time_each_succeed_and_the_file_is_always_whole()
    {
        const int savers = 4;
        int rounds = TestLevel.Count(quick: 40, full: 300);
        string path = _folder.File("file");
        Exception?[] failures = new Exception?[savers];
        Thread[] threads = [.. Enumerable.Range(0, savers).Select(saver => new Thread(() => failures[saver] = Record.Exception(() =>
        {
            for (int round = 0; round < rounds; round++)
            {
                AtomicFile.Write(path, Text(new string((char)('a' + saver), 5000)));
                string seen = ReadShared(path);
                Assert.True(seen.Length == 5000 && seen.All(letter => letter == seen[0]), $"round {round}: half a file");
            }
        })))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.All(failures, Assert.Null);
        AtomicFile.Write(path, Text("last"));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    private static string ReadShared(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    private static Action<Stream> Text(string text) => stream => stream.Write(System.Text.Encoding.ASCII.GetBytes(text));

    private static void NotReached(Stream stream) => Assert.Fail("the file was opened");

    private static void AssertRefused(string path, params string[] named) =>
        AssertNames(Assert.ThrowsAny<IOException>(() => AtomicFile.Write(path, NotReached)), path, named);

    private static void AssertNames(Exception error, string path, params string[] named)
    {
        Assert.StartsWith($"Cannot write '{path}': ", error.Message, StringComparison.Ordinal);
        Assert.All(named, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("kiln-tmp", error.Message, StringComparison.Ordinal);
    }

    private static void AssertNoLeftovers(string folder) => Assert.Empty(Directory.GetFiles(folder, "*kiln-tmp", SearchOption.AllDirectories));

    private static void NeedsUnix() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other links, permissions and special files.");

    /// <summary>Runs a program of the system, or skips the test where it cannot be run.</summary>
    private static void Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.SkipWhen(process.ExitCode != 0, $"{program} is not permitted here: {error.Trim()}");
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            Assert.Skip($"{program} cannot be started: {error.Message}");
        }
    }
}
