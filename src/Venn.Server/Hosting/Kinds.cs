namespace Venn.Server.Hosting;

/// <summary>The kinds of documents in the catalog; they stand on disk and are never renamed.</summary>
public static class Kinds
{
    public const string User = "user";
    public const string ApiKey = "apiKey";
    public const string Organization = "org";
    public const string Integration = "integration";
    public const string Project = "project";
    public const string Recipe = "recipe";
    public const string Ontology = "ontology";
    public const string Task = "task";
    public const string Assignment = "assignment";
    public const string Command = "command";
    public const string Setting = "setting";
    public const string Driver = "driver";
    public const string Export = "export";
    public const string FeatureSet = "featureSet";
    public const string Slice = "slice";
    public const string FeatureVector = "featureVector";
}
