using Kiln.Training;
using ShapeError;

// Everything else is right: the mistake in the network brings no second error here.
var net = new Model(maxBatch: 8, seed: 1);
var optimizer = new Adam(1e-3);
net.ForwardBackward(new float[8 * Model.InputSize], new int[8]);
optimizer.Step(net);
net.Forward(new float[Model.InputSize], new float[Model.OutputSize]);
Console.WriteLine(Model.Info);
