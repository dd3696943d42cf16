namespace Aso.Local.Poison;

/// <summary>A message that failed too often and was moved to a poison queue.</summary>
/// <param name="Where">The queue, as the host or the service names it.</param>
/// <param name="Since">When it was moved; null: unknown.</param>
/// <param name="Text">Its content: a wake-up, an event, or which file was dropped.</param>
internal sealed record SetAside(string Where, DateTimeOffset? Since, string Text);
