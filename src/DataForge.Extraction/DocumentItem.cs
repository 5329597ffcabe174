using DataForge.Core;

namespace DataForge.Extraction;

/// <summary>A page to be read: its row, and what tells it from others.</summary>
public sealed record DocumentItem(Row Row, string Key);
