namespace Kiln.Package.Tests;

/// <summary>A user's project: builds it and runs it with the commands that a user types.</summary>
internal sealed class Consumer(string folder)
{
    private bool _isRestored;

    public string Folder => folder;

    private string Name => Path.GetFileName(folder);

    /// <summary>Adds a source file.</summary>
    public void Write(string file, string text) => File.WriteAllText(Path.Combine(folder, file), text);

    /// <summary>Restores from the test's feed and the packages at hand; where one of those is missing, from the user's feeds too.</summary>
    public CommandResult Restore(params string[] properties)
    {
        CommandResult offline = Dotnet(["restore", "--configfile", Path.Combine("..", "offline.config"), .. properties]);
        CommandResult result = offline.Succeeded ? offline : Dotnet(["restore", .. properties]);
        _isRestored = result.Succeeded;
        return result;
    }

    /// <summary>Builds; every message is printed once, in the form <c>file(line,column): error ID: text</c>.</summary>
    public CommandResult Build(string configuration, params string[] properties)
    {
        if (!_isRestored) _ = Restore(properties).Text;
        // `dotnet build` would repeat the messages in a summary.
        return Dotnet(["msbuild", "-t:Build", "-p:Configuration=" + configuration, "-v:q", "-nologo", .. properties]);
    }

    /// <summary>Builds, expects not one warning, and runs in the project's folder.</summary>
    public string BuildAndRun(string configuration, params string[] properties)
    {
        Assert.Equal("", Build(configuration, properties).Text);
        return Run(configuration).Text;
    }

    /// <summary>Runs what was built. A net9.0 program runs on the newer runtime that the tests themselves use.</summary>
    public CommandResult Run(
        string configuration, string framework = "net10.0", string[]? arguments = null, params (string Name, string Value)[] environment) =>
        Command.Run(
            folder, Command.Dotnet, ["exec", "--roll-forward", "Major", Path.Combine("bin", configuration, framework, Name + ".dll"), .. arguments ?? []],
            environment);

    public CommandResult Dotnet(params string[] arguments) => Command.Run(folder, Command.Dotnet, arguments);
}
