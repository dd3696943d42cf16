namespace Aso.Local.Poison;

/// <summary>A message that failed too often and was set aside.</summary>
/// <param name="Where">The queue, as the host or the service names it.</param>
/// <param name="Since">When it was set aside; null: unknown.</param>
/// <param name="Text">What it says: a wake-up, an event, or which file was dropped.</param>
internal sealed record SetAside(string Where, DateTimeOffset? Since, string Text);
