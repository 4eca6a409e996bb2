using System.Runtime.CompilerServices;

namespace Kiln.Generator;

/// <summary>Checks whether recursion can go deeper when the source decides its depth.</summary>
internal static class ExecutionStack
{
    public static bool IsSufficient()
    {
        try
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            return true;
        }
        catch (InsufficientExecutionStackException)
        {
            return false;
        }
    }
}
