using System.Globalization;
using Venn.Server.Security;

namespace Venn.Server.Hosting;

/// <summary><c>token</c>: prints a token, alone on the last line. It needs the signing key alone, so it works beside a running server.</summary>
internal static class TokenVerb
{
    private const int DefaultDays = 365;

    private const int DaysMax = 36_500;

    public static int Run(CommandLine line)
    {
        var directory = line["data"] ?? ServerOptions.DefaultDataDirectory;
        var email = line["email"] ?? OwnerFile.Read(directory) ?? ServerOptions.DefaultOwnerEmail;
        if (email.IndexOf('@') <= 0)
        {
            throw new FormatException($"--email is '{email}'; give an e-mail address.");
        }

        var days = DefaultDays;
        if (line["days"] is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out days) || days is < 1 or > DaysMax))
        {
            throw new FormatException($"--days is '{text}'; give a whole number from 1 to {DaysMax}.");
        }

        var key = SigningKey.ReadOrCreate(directory);
        Console.WriteLine(new TokenIssuer(key, TimeProvider.System).Issue(email, TimeSpan.FromDays(days)));
        return ExitCodes.Done;
    }
}
