using System.Runtime.CompilerServices;

namespace Kiln.Generator;

/// <summary>Asks whether recursion can go deeper, where source decides how deep it goes.</summary>
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
