namespace Kiln.Edge.Tests;

/// <summary>Two inputs, two outputs, two losses: the age and the sex of the person that a picture and twelve numbers describe.</summary>
[Network, Quantize]
internal sealed partial class Profile
{
    private static (Node age, Node gender) Build([Input(3, 64, 64)] Node photo, [Input(12)] Node metadata)
    {
        Node image = photo.Conv2D(32, kernel: 3, padding: Pad.Same).ReLU().MaxPool2D(2)
                          .Conv2D(64, kernel: [1, 7], padding: [0, 3]).ReLU().GlobalAveragePool().Flatten();
        Node joint = Node.Concat(image, metadata.Dense(32).ReLU()).Dense(128).ReLU();
        return (joint.Dense(1), joint.Dense(2));
    }

    private static (Node total, Node age, Node gender) Loss(Node age, Node gender, [Input(1)] Node years, [Input<int>] Node label)
    {
        Node regression = age.MeanSquaredError(years), classification = gender.SoftmaxCrossEntropy(label);
        return (0.01 * regression + classification, regression, classification);
    }
}
