namespace Venn.Cli.Demo;

internal static class DirectorySize
{
    /// <summary>Bytes of all files below a directory. Files that go away meanwhile count nothing.</summary>
    public static long Measure(string directory)
    {
        long sum = 0;
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            try
            {
                sum += file.Length;
            }
            catch (FileNotFoundException)
            {
                // A journal that was just folded in.
            }
        }

        return sum;
    }
}
