namespace Kiln.Kernels;

/// <summary>What happens to elements on their way from one layout to another.</summary>
internal interface IInt8Conversion<TSource, TResult>
{
    /// <summary>Whether the channels of an element matter.</summary>
    bool DependsOnChannel { get; }

    /// <summary>
    /// Converts so many neighbours, the first of <paramref name="channel"/>; <paramref name="channelStep"/> is 1 where each is of the next channel, else 0.
    /// </summary>
    void Run(ref TSource x, ref TResult y, nint channel, nint channelStep, nint count);
}
