namespace Kiln.Training;

/// <summary>Sizes and names of tensors as messages need them.</summary>
internal static class TensorInfoText
{
    extension(TensorInfo tensor)
    {
        /// <summary>Elements of one sample.</summary>
        public int Length
        {
            get
            {
                int length = 1;
                foreach (int size in tensor.Shape) length = checked(length * size);
                return length;
            }
        }

        /// <summary>For example <c>'label' int</c> or <c>'image' float [1, 28, 28]</c>.</summary>
        public string Describe() => $"'{tensor.Name}' {tensor.DescribeType()}";

        /// <summary>For example <c>float [1, 28, 28]</c>; a scalar has no brackets.</summary>
        public string DescribeType() => tensor.Shape.Count == 0 ? tensor.ElementName : $"{tensor.ElementName} {Shapes.Format(tensor.Shape)}";
    }
}
