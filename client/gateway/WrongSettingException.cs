namespace RetailActors.Gateway;

/// <summary>A configuration value is wrong or missing. The message is one line and names the key.</summary>
public sealed class WrongSettingException(string message) : Exception(message);
