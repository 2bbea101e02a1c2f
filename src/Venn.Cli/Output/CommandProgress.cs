using Venn.Cli.Hosting;
using Venn.Protocol.Commands;

namespace Venn.Cli.Output;

/// <summary>
/// How far long work on the server is: a bar with rate and time left that is written over, on a terminal; a line now and
/// then elsewhere. Quick work shows nothing.
/// </summary>
internal sealed class CommandProgress(CliEnvironment environment, string title) : IProgress<Command>
{
    private const int BarWidth = 30;
    private static readonly TimeSpan QuietFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    private readonly long started = environment.Clock.GetTimestamp();
    private long lastLine = environment.Clock.GetTimestamp();
    private int width;

    public void Report(Command value)
    {
        var elapsed = environment.Clock.GetElapsedTime(started);
        if (CommandStatus.IsTerminal(value.Status) || elapsed < QuietFor || value.Progress <= 0)
        {
            Clear();
            return;
        }

        var rate = value.Progress / elapsed.TotalSeconds;
        var left = Quantities.Duration(TimeSpan.FromSeconds((100 - value.Progress) / rate));
        var text = $"{title}: {value.Progress:0} %, {rate:0.0} %/s, {left} left";
        if (environment.IsErrorTerminal)
        {
            var filled = (int)(value.Progress / 100 * BarWidth);
            text = $"{text} {new string('━', filled)}{new string('─', BarWidth - filled)}";
            environment.Error.Write("\r" + text.PadRight(width));
            width = text.Length;
        }
        else if (environment.Clock.GetElapsedTime(lastLine) >= LineEvery)
        {
            lastLine = environment.Clock.GetTimestamp();
            environment.Error.WriteLine(text);
        }
    }

    private void Clear()
    {
        if (width > 0)
        {
            environment.Error.Write("\r" + new string(' ', width) + "\r");
            width = 0;
        }
    }
}
