namespace Edge;

/// <summary>A network that has been brought to integers, loaded from the file as a device would, and the one in floats that it comes from.</summary>
internal sealed record Deployment(
    string Network, Challenge Challenge, Infer Float, Infer Int8, Action FloatCall, Action Int8Call, string File, long ArenaBytes)
{
    /// <summary>Measures it: the score of both, then their times in turn.</summary>
    public Result Measure(Turns turns)
    {
        (double real, double integers) = (Challenge.Score(Float), Challenge.Score(Int8));
        Entry[] times = turns.Time([new LocalContender("float", FloatCall), new LocalContender("int8", Int8Call)]);
        return new Result(this, real, integers, times[0].Timing, times[1].Timing);
    }
}

/// <summary>What was measured of a deployment.</summary>
internal sealed record Result(Deployment Deployment, double FloatScore, double Int8Score, Timing Float, Timing Int8)
{
    /// <summary>How many times as fast the integers are, by the least times.</summary>
    public double Speed => Float.Best / Int8.Best;
}
