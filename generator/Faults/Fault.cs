namespace Kiln.Generator.Faults;

/// <summary>
/// The safety net under the compiler: an error inside Kiln becomes data, compared by content like all else that travels between the steps, and ends as one
/// message at the network that was compiled. Cancellation passes through, because it is not a fault.
/// </summary>
internal static class Fault
{
    private const int LongestMessage = 300;

    /// <summary>Whether an exception is Kiln's own fault.</summary>
    public static bool IsOne(Exception exception) => exception is not OperationCanceledException;

    /// <summary>Runs a step, and notes in its exceptions what Kiln was doing; the innermost note counts.</summary>
    public static T Note<T>(string doing, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception fault) when (IsOne(fault) && fault is not StageException)
        {
            throw new StageException(doing, fault);
        }
    }

    /// <summary>Runs a stage; what goes wrong inside it becomes a problem, which gives the result in its place.</summary>
    public static T Catch<T>(string doing, string name, Func<T> stage, Func<Problem, T> otherwise)
    {
        try
        {
            return stage();
        }
        catch (Exception fault) when (IsOne(fault))
        {
            return otherwise(ProblemOf(doing, name, fault));
        }
    }

    /// <summary>The problem that represents an exception: what Kiln was doing to which network or method, and the exception in one line.</summary>
    public static Problem ProblemOf(string doing, string name, Exception exception)
    {
        if (exception is StageException { InnerException: { } inner } noted) (doing, exception) = (noted.Doing, inner);
        return new Problem(DeclarationProblems.InternalError, doing, name, exception.GetType().Name, OneLine(exception.Message));
    }

    private static string OneLine(string message)
    {
        string line = string.Join(
            " ",
            message.Split([.. message.Where(character => char.IsControl(character) || char.IsSeparator(character))], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestMessage ? line : line.Substring(0, LongestMessage) + "...";
    }
}

/// <summary>An exception inside Kiln, and what Kiln was doing, such as "running Differentiate of Train on".</summary>
internal sealed class StageException(string doing, Exception fault) : Exception(fault.Message, fault)
{
    public string Doing => doing;
}
