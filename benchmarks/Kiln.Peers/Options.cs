using System.Globalization;

namespace Kiln.Peers;

/// <summary>The options of a run; unknown ones and bad numbers are an error that says what was expected.</summary>
internal sealed class Options
{
    public static readonly string[] OfKiln = ["--only", "--rounds", "--seconds", "--threads"];
    public static readonly string[] OfPeers = ["--python", "--worker", "--only", "--rounds", "--seconds"];

    public static readonly string[] OfIntegers = ["--models", "--only", "--rounds", "--seconds"];

    private readonly Dictionary<string, string> values = new() { ["--rounds"] = "5", ["--seconds"] = "0.2", ["--threads"] = "1" };

    private Options()
    {
    }

    public string Python => Required("--python");

    public string Worker => Required("--worker");

    public string? Models => values.GetValueOrDefault("--models");

    public string? Only => values.GetValueOrDefault("--only");

    public int Rounds => Whole("--rounds");

    public int Threads => Whole("--threads");

    public double Seconds =>
        double.TryParse(values["--seconds"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and <= 60
            ? seconds
            : throw new PeerException($"--seconds takes a number above 0 and up to 60, such as 0.2, not '{values["--seconds"]}'.");

    public Turns Turns => new(Rounds, Seconds);

    public static Options Parse(string[] arguments, string[] known)
    {
        Options options = new();
        for (int index = 0; index < arguments.Length; index += 2)
        {
            if (!known.Contains(arguments[index]))
            {
                throw new PeerException($"Unknown option {arguments[index]}; known are {string.Join(", ", known)}.");
            }

            options.values[arguments[index]] = index + 1 < arguments.Length
                ? arguments[index + 1]
                : throw new PeerException($"{arguments[index]} needs a value.");
        }

        return options;
    }

    private int Whole(string name) =>
        int.TryParse(values[name], NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= 1
            ? value
            : throw new PeerException($"{name} takes a whole number of at least 1, not '{values[name]}'.");

    private string Required(string name) =>
        values.TryGetValue(name, out string? value) ? value : throw new PeerException($"{name} is missing; run.sh passes it.");
}
