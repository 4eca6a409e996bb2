using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>
/// What the runtime calls the parameters that take numbers, or structures of numbers, so that a call says what they mean. A row begins with
/// all that it is for; <c>_</c> is a parameter that takes something else; a structure's name ends with the number of its arguments.
/// </summary>
internal static class NumberNames
{
    private const string Rows = """
        Attention.Forward _ _ _ _ _ _ _ _ sample rate firstHead endHead firstQuery
        Attention.Gradient _ _ _ _ _ _ _ _ gradientStride _ _ _ sample rate firstHead endHead firstQuery
        AxisReductions.FindMaximum _ axes columns _ _
        AxisReductions.MaxChunkGradient _ from _ _ _ to columns _ chunks
        AxisReductions.MaxColumns,AxisReductions.SumColumns _ axes columns _ accumulate
        AxisReductions.MaxColumnsGradient _ from _ _ _ to columns
        AxisReductions.MaxRuns,AxisReductions.MaxStrided,AxisReductions.SumRuns,AxisReductions.SumStrided _ axes _ accumulate
        BatchNormalization.ChunkStatistics _ _ chunk chunks first last _ _ _
        BatchNormalization.ChunkSums _ _ _ _ chunk chunks first last _ _ _
        BatchNormalization.Gradients _ first last _ _ _ _ accumulate _ _ _
        BatchNormalization.JoinChunks _ _ chunks chunkStride _ first last epsilon momentum _ _ _ _ _ _ _ _ _
        BatchNormalization.Statistics _ _ first last epsilon momentum _ _ _ _ _ _ _ _ _
        BatchNormalization.Sums _ _ _ _ first last _ _ _ _ _ accumulate _ _ _
        BinaryCrossEntropy.Gradient,MeanSquaredError.Gradient _ _ count elements seed _
        BinaryCrossEntropy.Mean,MeanSquaredError.Mean _ _ count
        ChannelFolding.Scale _ _ epsilon _ channels
        ChannelFolding.ScaleBias,ChannelFolding.Shift _ _ _ _ channels
        ChannelFolding.ScaleOutputs _ _ _ rows channels
        ChunksOfRow.3 Present Count Stride
        Dropout.Apply _ _ count xStride yStride samples _ firstSample rate firstFloat
        Elementwise.Run _ _ count
        ElementwiseRows.Run _ rowStride _ rows columns
        Embedding.Lookup _ _ _ count units tableStride rowStride
        Embedding.OneHot _ _ count classes rowStride
        Embedding.Scatter _ _ samples sampleStride count rowStride _ units tableStride first last accumulate
        Embedding.Validate _ samples count size
        GemmTiles.5 first last columns batch rowTile
        GemmWeightGradient.Run,GroupedWeightGradient.Run,PlanarWeightGradient.Run _ _ _ accumulate _
        Int8Add.Run _ _ _ _ _ count
        Int8AveragePool.Run _ _ _ _ _ _ _ _ first end
        Int8Caller.Accept integers _ before _ _ _ _ _ channels height width
        Int8Caller.AcceptBytes integers _ before _ _ _ _ channels height width
        Int8Caller.Deliver integers _ _ _ _ _ before _ channels height width
        Int8Clamp.Run,Int8Table.Run _ _ _ count
        Int8Convolution.Run,Int8Depthwise.Run,Int8DepthwiseBytes.Run,Int8TransposedConvolution.Run _ _ _ _ _ _ first end
        Int8Dense.Run _ _ _ _ inputs channels first end
        Int8DepthwisePointwise.Run _ _ _ _ _ _ _ _ _ first end
        Int8Embedding.Run _ _ _ count units vocabulary
        Int8Ends.FromFloat,Int8Ends.ToFloat _ _ _ _ _ _ channels height width
        Int8Fill.Run _ _ count
        Int8MaxPool.Run _ _ _ first end
        Int8Multiply.Run _ _ _ _ _ _ _ _ _ count
        Int8Softmax.Run _ _ _ rows length
        Int8Upsampling.Bilinear _ _ _ _ _ _ _ _ _ channels height width factor first end
        Int8Upsampling.Nearest _ _ _ _ channels width factor first end
        LayerNormalization.Forward _ _ _ _ rows columns rowStride epsilon _ _
        LayerNormalization.InputGradient _ _ _ _ _ _ rows columns rowStride
        LayerNormalization.ParameterGradients _ xStride _ dyStride _ meanStride _ factorStride samples rows rowStride first last _ _ accumulate
        Layouts.Copy _ _ _ _ channels height width
        Layouts.CopyStrided _ sourceRow sourceColumn _ destinationRow rows columns
        Layouts.Fill _ count value
        Layouts.FillBorderOfRows _ _ first end
        Layouts.Transpose _ sourceStride _ destinationStride rows columns
        LongAttention.Forward _ _ _ _ _ _ _ _ _ _ sample rate firstHead endHead firstKey
        LongAttention.Gradient _ _ _ _ _ _ _ gradientStride _ _ _ _ _ chunks _ _ _ sample rate firstHead endHead firstKey
        LongAttention.Join _ _ _ chunks _ _ _
        LongAttention.Terms _ _ _ _ _ _ _ _ _ _ _ _ _ sample rate firstHead endHead firstKey
        LongLayerNormalization.Forward _ _ _ _ columns epsilon _ _ _ _ _ chunks
        LongLayerNormalization.InputGradient _ _ _ _ _ _ columns rowColumns _ _ chunks
        LongLayerNormalization.Moments _ columns _ _ _
        LongLayerNormalization.Sums _ _ _ _ _ columns _ _
        LongSoftmax.Dot _ _ columns _
        LongSoftmax.Exponentials _ _ columns _ _
        LongSoftmax.Gradient,LongSoftmax.LogGradient _ _ _ columns _ chunks
        LongSoftmax.Log _ _ columns _ _ chunks
        LongSoftmax.MaskedExponentials _ _ _ columns _ _
        LongSoftmax.Normalize,LongSoftmax.NormalizeMasked _ columns _ _ chunks
        LongSoftmax.Sum _ columns _
        LongSoftmax.SumOfExponentials _ columns _ _
        LongSoftmaxCrossEntropy.Exponentials _ _ first columns labelSmoothing _ _ _ _
        LongSoftmaxCrossEntropy.Gradient _ _ first columns classes labelSmoothing ignoreIndex _ seed _ _ _ chunks
        LongSoftmaxCrossEntropy.Loss _ _ rows columns rowStride labelSmoothing ignoreIndex _ _ _ _ _ chunks _ _
        LongSoftmaxCrossEntropy.Terms _ first columns labelSmoothing _ _ _ _ _
        MeanLoss.Run _ lossStride rows divisor
        MeanLoss.Seed _ stride rows scale divisor
        MeanLoss.Share _ lossStride _ shareStride rows count divisor
        NormalSamples.Gradient,NormalSamples.Sample _ _ _ count _ firstElement
        Packing.Pack,Packing.PackRows _ _ rows columns
        Packing.PadCopy _ _ count padded
        Reductions.Add _ _ _ count accumulate
        Reductions.ChannelSums _ _ first last _ accumulate
        Reductions.Copy _ _ count accumulate
        Reductions.Scale _ _ count factor
        Reductions.Sum _ count stride
        RowChunk.4 chunk chunks samples rows
        ScaledBytes.Read _ _ _ _ channels height width scale offset
        SequencePositions.Add _ _ _ rows columns rowStride
        SequencePositions.LengthMask length _ size stride
        SequencePositions.Sinusoids _ length features
        SequencePositions.ValidateLengths _ samples size
        Softmax.Gradient _ _ _ rows columns rowStride scale
        Softmax.LogGradient _ _ _ rows columns rowStride
        Softmax.LogRows,Softmax.Rows _ _ rows columns rowStride
        Softmax.MaskedRows _ _ maskStride _ rows columns rowStride
        SoftmaxCrossEntropy.Forward,SoftmaxCrossEntropy.ForwardPositions _ _ rows columns rowStride labelSmoothing ignoreIndex _ _ _
        SoftmaxCrossEntropy.Gradient _ _ rows columns rowStride labelSmoothing ignoreIndex _ seed _
        SoftmaxCrossEntropy.Validate _ rows classes ignoreIndex positions
        Tiles.6 first last rows rowTile columns columnTile
        Upsampling.Bilinear,Upsampling.BilinearGradient _ _ _ _ channels height width factor first end
        Upsampling.Nearest,Upsampling.NearestGradient _ _ _ _ channels width factor first end
        """;

    private static readonly Dictionary<string, string[]> s_names = Rows.Split('\n').Select(row => row.Trim().Split(' '))
        .SelectMany(row => row[0].Split(','), (row, callee) => (callee, Names: row.Skip(1).ToArray()))
        .ToDictionary(row => row.callee, row => row.Names, StringComparer.Ordinal);

    /// <summary>Whether an argument says nothing by itself.</summary>
    public static bool NeedsName(Argument argument) =>
        argument is Argument.Integer { Value: Expression.Number } or Argument.Real or Argument.Flag or Argument.Structure;

    /// <summary>The callees that have a row.</summary>
    public static IReadOnlyDictionary<string, string[]> All => s_names;

    /// <summary>What a callee calls an argument; null where it has no name here.</summary>
    public static string? Of(Callee callee, int argument) => Of(
        callee is Callee.Method method ? $"{method.Class}.{method.Name}" : $"{((Callee.Kernel)callee).Key.Family}.Run", argument);

    /// <summary>What a structure calls an argument, where it has so many of them.</summary>
    public static string? Of(Argument.Structure structure, int argument) => Of($"{structure.Type}.{SourceWriter.Number(structure.Arguments.Count)}", argument);

    private static string? Of(string row, int argument) =>
        s_names.TryGetValue(row, out string[]? names) && argument < names.Length && names[argument] != "_" ? names[argument] : null;
}
