namespace Venn.Cli.Demo;

/// <summary>What is drawn; the names in lower case are the labels.</summary>
internal enum ShapeKind
{
    Circle,
    Square,
    Triangle,
    Star,
}
