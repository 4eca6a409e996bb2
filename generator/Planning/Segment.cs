namespace Kiln.Generator.Planning;

/// <summary>How a segment's work is cut for the workers.</summary>
internal enum SegmentKind
{
    /// <summary>Each sample runs through all steps while it is hot in cache.</summary>
    PerSample,

    /// <summary>One op over the whole batch, cut by parts of its output.</summary>
    Batch,
}

/// <summary>A stretch of the schedule; steps are node indices in order.</summary>
internal sealed record Segment(SegmentKind Kind, EquatableArray<int> Steps);
