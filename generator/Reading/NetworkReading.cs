namespace Kiln.Generator.Reading;

/// <summary>What was read of one network: the model, and separately the places that its origins point to.</summary>
internal sealed record NetworkReading(NetworkSpec Spec, SpanTable Spans);
