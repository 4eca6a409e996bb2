namespace Kiln;

/// <summary>A file of weights is malformed or does not fit the network; the message names the file and the tensor. Nothing was changed.</summary>
public sealed class WeightsException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was expected, what was found, and what to do.</param>
    public WeightsException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the error below it.</summary>
    /// <param name="message">What was expected, what was found, and what to do.</param>
    /// <param name="inner">The error that was met while reading.</param>
    public WeightsException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
