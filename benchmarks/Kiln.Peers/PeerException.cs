namespace Kiln.Peers;

/// <summary>Something the reader of the comparison can put right; the message says what and how.</summary>
internal sealed class PeerException(string message) : Exception(message);
