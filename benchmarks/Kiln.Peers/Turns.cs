namespace Kiln.Peers;

/// <summary>Times contenders in turn: A B C, A B C, ... so that a slow spell of the machine hits all of them.</summary>
internal sealed class Turns(int rounds, double seconds)
{
    private const double WarmUpSeconds = 0.05;

    public Entry[] Time(IReadOnlyList<IContender> contenders)
    {
        Entry[] entries = [.. contenders.Select(contender => new Entry(contender.Name, new Timing(), contender.AllocatedBytes))];
        foreach (IContender contender in contenders)
        {
            contender.Measure(WarmUpSeconds);
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int index = 0; index < contenders.Count; index++)
            {
                entries[index].Timing.AddRound(contenders[index].Measure(seconds));
            }
        }

        return entries;
    }
}
