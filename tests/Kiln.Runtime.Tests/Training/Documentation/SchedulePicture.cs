namespace Kiln.Runtime.Tests.Training;

/// <summary>A picture of docs/schedules.md.</summary>
/// <param name="Name">Its file is images/schedule-Name.svg.</param>
/// <param name="Code">The line of code that makes the schedule.</param>
/// <param name="Svg">The image.</param>
internal sealed record SchedulePicture(string Name, string Code, string Svg)
{
    public string Path => System.IO.Path.Combine(SharedFiles.Repository, "docs", "images", $"schedule-{Name}.svg");
}
