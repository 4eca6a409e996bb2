using System.Globalization;

namespace Kiln.Peers;

/// <summary>The options of a run; unknown ones and bad numbers are an error that says what was expected.</summary>
internal sealed record Options(string Python, string Worker, string? Only, int Rounds, double Seconds)
{
    public static Options Parse(string[] arguments)
    {
        Dictionary<string, string> values = new() { ["--rounds"] = "5", ["--seconds"] = "0.2" };
        string[] known = ["--python", "--worker", "--only", "--rounds", "--seconds"];
        for (int index = 0; index < arguments.Length; index += 2)
        {
            if (!known.Contains(arguments[index]))
            {
                throw new PeerException($"Unknown option {arguments[index]}; known are {string.Join(", ", known)}.");
            }

            values[arguments[index]] = index + 1 < arguments.Length
                ? arguments[index + 1]
                : throw new PeerException($"{arguments[index]} needs a value.");
        }

        if (!int.TryParse(values["--rounds"], NumberStyles.None, CultureInfo.InvariantCulture, out int rounds) || rounds < 1)
        {
            throw new PeerException($"--rounds takes a whole number of at least 1, not '{values["--rounds"]}'.");
        }

        if (!double.TryParse(values["--seconds"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) || seconds is not (> 0 and <= 60))
        {
            throw new PeerException($"--seconds takes a number above 0 and up to 60, such as 0.2, not '{values["--seconds"]}'.");
        }

        return new Options(Required("--python"), Required("--worker"), values.GetValueOrDefault("--only"), rounds, seconds);

        string Required(string name) => values.TryGetValue(name, out string? value) ? value : throw new PeerException($"{name} is missing; run.sh passes it.");
    }
}
