namespace Kiln.Generator.Faults;

/// <summary>An exception inside Kiln, and what Kiln was doing, such as "running Differentiate of Train on".</summary>
internal sealed class StageException(string doing, Exception fault) : Exception(fault.Message, fault)
{
    public string Doing => doing;
}
