using System.CommandLine;

namespace Digits.Tests;

public sealed class OptionsTests
{
    [Fact]
    public async Task NothingGivenMeansTheDefaults() => Assert.Equal(new Options(), (await Parse()).Options);

    [Fact]
    public async Task EveryOptionArrives()
    {
        string folder = Path.GetTempPath();
        Options expected = new() { Data = folder, Epochs = 3, Batch = 32, Seed = 9, Threads = 2, Report = "out.html", Output = "weights.safetensors" };
        (int code, Options? options, _, _) = await Parse(
            "--data", folder, "--epochs", "3", "--batch", "32", "--seed", "9", "--threads", "2", "--report", "out.html", "--output", "weights.safetensors");
        Assert.Equal(0, code);
        Assert.Equal(expected, options);
    }

    [Theory]
    [InlineData("--epochs expects at least 1, got 0", "--epochs", "0")]
    [InlineData("--batch expects at least 1, got -4", "--batch", "-4")]
    [InlineData("--seed expects at least 0, got -1", "--seed", "-1")]
    [InlineData("--threads expects at least 0, got -2", "--threads", "-2")]
    [InlineData("--data expects an existing folder, got \"/no/such/folder\"", "--data", "/no/such/folder")]
    [InlineData("--report expects a file name", "--report", "")]
    [InlineData("--output expects a file name", "--output", "")]
    [InlineData("--output expects a file name, got the folder \".\"", "--output", ".")]
    [InlineData("ten", "--epochs", "ten")]
    [InlineData("--speed", "--speed", "9")]
    public async Task AMistakeIsNamedAndNothingRuns(string message, params string[] arguments)
    {
        (int code, Options? options, _, string error) = await Parse(arguments);
        Assert.NotEqual(0, code);
        Assert.Null(options);
        Assert.Contains(message, error);
    }

    [Fact]
    public async Task HelpDescribesEveryOption()
    {
        (int code, Options? options, string help, _) = await Parse("--help");
        Assert.Equal(0, code);
        Assert.Null(options);
        foreach (string option in (string[])[
            "--data <folder>", "--epochs <count>", "--batch <images>", "--seed <number>", "--threads <count>", "--report <file.html>",
            "--output <file.safetensors>", "[default: 8]",
        ])
            Assert.Contains(option, help);
    }

    [Fact]
    public async Task TheExitCodeIsTheJobs()
    {
        RootCommand command = CommandLine.Create((_, _) => Task.FromResult(130));
        Assert.Equal(130, await command.Parse([]).InvokeAsync());
    }

    private static async Task<(int Code, Options? Options, string Output, string Error)> Parse(params string[] arguments)
    {
        Options? seen = null;
        RootCommand command = CommandLine.Create((options, _) =>
        {
            seen = options;
            return Task.FromResult(0);
        });
        using StringWriter output = new(), error = new();
        int code = await command.Parse(arguments).InvokeAsync(new() { Output = output, Error = error });
        return (code, seen, output.ToString(), error.ToString());
    }
}
