using System.Globalization;

namespace Kiln.Training;

/// <summary>What the plateaus of a schedule were told, as one text of a file's metadata.</summary>
internal static class SavedSchedule
{
    private const string Separator = "; ";

    public static string Text(Schedule schedule) => string.Join(Separator, schedule.Plateaus.Select(plateau => plateau.State));

    /// <summary>Checks a text without changing anything; the returned action adopts it. A schedule without plateaus has nothing to take up.</summary>
    /// <exception cref="WeightsException">The text is malformed or belongs to another schedule.</exception>
    public static Action Prepare(Schedule schedule, string text, string source)
    {
        PlateauSchedule[] plateaus = [.. schedule.Plateaus];
        if (text.Length == 0 || plateaus.Length == 0) return () => { };
        PlateauState[] states = [.. text.Split(Separator).Select(part => Parse(part, source))];
        if (states.Length != plateaus.Length)
        {
            throw new WeightsException(string.Create(
                CultureInfo.InvariantCulture,
                $"{source}: the schedule was saved with {states.Length} plateaus and has {plateaus.Length} here; use the schedule of the saved run."));
        }

        for (int i = 0; i < states.Length; i++)
        {
            if (!plateaus[i].Allows(states[i]))
                throw new WeightsException($"{source}: the schedule's state '{FileText.Shown(text)}' is outside its rates; use the schedule of the saved run.");
        }

        return () =>
        {
            for (int i = 0; i < states.Length; i++) plateaus[i].State = states[i];
        };
    }

    private static PlateauState Parse(string part, string source) => PlateauState.Parse(part)
        ?? throw new WeightsException($"{source}: the schedule's state '{FileText.Shown(part)}' cannot be read; use a file as it was saved.");
}
