namespace Kiln.Generator.Graphs;

/// <summary>The order in which a parameter is stored, for the user to read and write: it is public, and no implementation chooses it.</summary>
internal enum StorageOrder
{
    /// <summary>The shape's dimensions with outputs last ([K][N], HWIO), as products read weights.</summary>
    OutputsLast,

    /// <summary>The order of the shape: lookup tables and free parameters.</summary>
    OfShape,
}
