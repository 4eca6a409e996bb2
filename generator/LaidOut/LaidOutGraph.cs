using Kiln.Generator.Graphs;

namespace Kiln.Generator.LaidOut;

/// <summary>How a graph is computed: every node has an implementation, and passes give every value its layout.</summary>
internal sealed class LaidOutGraph(EquatableArray<LaidOutNode> nodes, EquatableArray<Result> results) : NodeGraph<LaidOutNode>(nodes, results);
