namespace Kiln.Generator.Graphs;

/// <summary>How a parameter starts; names and order are the public enum's (a test compares them).</summary>
internal enum Init
{
    Auto,
    Torch,
    Zeros,
    Constant,
    Normal,
    Uniform,
    XavierUniform,
    XavierNormal,
    HeUniform,
    HeNormal,
    LeCunNormal,
}
