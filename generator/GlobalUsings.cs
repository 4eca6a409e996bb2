// What every stage speaks of: a network's graph, and what is wrong with it. A file names the other stages itself, so that its head shows
// on which levels it stands; ArchitectureTests hold their order.
global using System.Globalization;
global using System.Text;
global using Kiln.Generator.Evaluation;
global using Kiln.Generator.Faults;
global using Kiln.Generator.Graphs;
global using Kiln.Generator.Ops;
global using Kiln.Generator.Problems;
