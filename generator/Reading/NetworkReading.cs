using Kiln.Generator.Evaluation;

namespace Kiln.Generator.Reading;

/// <summary>What was read of one network: the model, and beside it the places that its origins point to.</summary>
internal sealed record NetworkReading(NetworkSpec Spec, SpanTable Spans);
