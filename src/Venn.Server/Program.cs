using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Venn.Engine.Segments;
using Venn.Server.Hosting;
using Venn.Storage;

const string Usage = """
    venn-server serve [--data DIR] [--urls URL] [--public-url URL] [--owner EMAIL] [--allow-folder DIR]...
                      [--collect-hours N] [--query-memory MIB]
    venn-server token [--data DIR] [--email EMAIL] [--days N]
    """;

if (args.Any(word => word is "--help" or "-h"))
{
    Console.WriteLine(Usage);
    return ExitCodes.Done;
}

try
{
    var line = CommandLine.Parse(args);
    return line.Verb == "token" ? TokenVerb.Run(line) : await ServeVerb.RunAsync(line);
}
catch (FormatException exception)
{
    return Fail($"{exception.Message}\n{Usage}", ExitCodes.BadUsage);
}
catch (StoreLockedException exception)
{
    return Fail(exception.Message, ExitCodes.DataLocked);
}
catch (Exception exception) when (exception is StoreTooNewException or SegmentTooNewException)
{
    return Fail(exception.Message, ExitCodes.DataTooNew);
}
catch (CatalogDamagedException exception)
{
    return Fail(exception.Message, ExitCodes.DataDamaged);
}
catch (IOException exception) when (exception.InnerException is AddressInUseException or SocketException)
{
    return Fail($"{exception.Message} Name another with --urls.", ExitCodes.AddressInUse);
}
catch (AddressException exception)
{
    return Fail(exception.Message, ExitCodes.AddressInUse);
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    return Fail(exception.Message, ExitCodes.Failed);
}

static int Fail(string message, int code)
{
    Console.Error.WriteLine($"venn: {message}");
    return code;
}
