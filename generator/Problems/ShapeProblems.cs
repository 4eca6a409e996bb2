namespace Kiln.Generator.Problems;

/// <summary>KILN1xx: problems that shape rules find.</summary>
internal static class ShapeProblems
{
    public static readonly ProblemKind NeedsVector = new("KILN101", "Layer expects a vector", "{0} expects a vector but gets {1}; {2}");
    public static readonly ProblemKind NeedsMap = new("KILN102", "Layer expects a map",
        "{0} expects [channels, height, width] but gets {1}; give the input three dimensions, or reshape before it");
    public static readonly ProblemKind KernelTooLarge = new("KILN103", "Kernel is larger than its padded input",
        "{0} with kernel {1} does not fit its padded input {2}; use a smaller kernel, more padding, or pool less before it");
    public static readonly ProblemKind GroupsDoNotDivide = new("KILN104", "Groups do not divide the channels",
        "{0} cannot split {1} channels into {2} groups; choose groups that divide both input and output channels");
    public static readonly ProblemKind NotPositive = new("KILN105", "Size must be positive", "{0}: {1} is {2} but must be at least {3}");
    public static readonly ProblemKind OutOfRange = new("KILN106", "Parameter out of range", "{0}: {1} is {2} but must be {3}");
    public static readonly ProblemKind ShapesDiffer = new("KILN107", "Shapes do not agree",
        "{0} cannot combine {1} with {2}; make the shapes equal or reshape one of them");
    public static readonly ProblemKind WrongElementType = new("KILN108", "Element type does not fit",
        "{0} expects {1} but gets {2}; declare the input with the matching [Input<T>]");
    public static readonly ProblemKind WrongListLength = new("KILN109", "Rectangle needs two sizes",
        "{0}: {1} has {2} values but needs two, [height, width], or one for both");
    public static readonly ProblemKind PaddingTooLarge = new("KILN110", "Padding leaves windows without input",
        "{0}: padding {1} is more than half of the kernel {2}, so a window could lie in the padding alone; use at most {3}");
    public static readonly ProblemKind TooLarge = new("KILN111", "Tensor is too large",
        "{0} would hold a tensor of more than 2147483647 elements; make its sizes smaller");
    public static readonly ProblemKind NoSuchAxis = new("KILN112", "No such dimension",
        "{0}: {1} names dimension {2} of {3}; dimensions count from 0, or from the end with -1, and the batch is not one of them");
    public static readonly ProblemKind WrongAxisCount = new("KILN113", "List does not fit the dimensions",
        "{0}: {1} has {2} different values for {3} dimensions; give one for each");
    public static readonly ProblemKind WrongElementCount = new("KILN114", "Reshape changes the number of elements",
        "Reshape cannot turn {0}, which has {1} elements, into {2}; choose sizes whose product is {1}, one of them -1 if you like");
    public static readonly ProblemKind NeedsSignal = new("KILN115", "Layer expects a signal", "{0} expects [channels, length] but gets {1}; {2}");
    public static readonly ProblemKind NeedsSequence = new("KILN121", "Layer expects a sequence",
        "{0} expects a sequence [tokens, features] but gets {1}; {2}");
    public static readonly ProblemKind HeadsDoNotDivide = new("KILN122", "Heads do not divide the features",
        "{0} cannot split {1} features into {2} heads; choose heads that divide the features");
    public static readonly ProblemKind AxisTwice = new("KILN126", "Axis is given twice",
        "{0}: axis {1} is given twice; name each dimension once, either from the first or from the last");
    public static readonly ProblemKind TooMuchMemory = new("KILN127", "Network does not fit into memory",
        "{0} needs {1} floats for {2}, but a block of memory holds 2147483511; its largest part is {3}, so make that smaller");
    public static readonly ProblemKind NoVariance = new("KILN133", "Parameters have no variance",
        "{0} gets {1} that depends on parameters alone and has one value for each channel, which has no variance; "
        + "use LayerNorm, or normalize what depends on samples");
    public static readonly ProblemKind ImageLayerOnSignal = new("KILN128", "Layer for maps on a signal",
        "{0} expects [channels, height, width] but gets a signal {1}; {2}");
    public static readonly ProblemKind BatchInShape = new("KILN129", "Shape has one dimension too many",
        "{0} expects [channels, height, width] but gets {1}; shapes are those of one sample, so leave {2} out if it is the batch, " +
        "whose largest size goes to the constructor as maxBatch, else put Reshape before it");
    public static readonly ProblemKind NormalizedDimensions = new("KILN130", "Dimensions to normalize are not named",
        "{0} expects a vector or a sequence [tokens, features] but gets {1}; " +
        "write {0}({2}) to normalize its {2} dimensions together, or Reshape it to [tokens, features]");
    public static readonly ProblemKind NestedIndices = new("KILN131", "Indices have several dimensions",
        "{0} expects one index or indices [tokens] but gets {1}; declare the input as [{2}], and put Reshape({3}) after {0} if its dimensions matter");
    public static readonly ProblemKind ForeignArguments = new("KILN132", "Arguments of PyTorch", AdviceProblems.ForeignMessage);
}
