namespace DataForge.Models.Chat.Templates;

/// <summary>A template that cannot be read or run, or that refuses its messages. <see cref="ChatFormat"/> names the file and hands it on as a ForgeException.</summary>
internal sealed class TemplateError(string message) : Exception(message);
