using Microsoft.AspNetCore.Http.Features;

namespace Venn.Server.Wire;

/// <summary>Reads form-urlencoded bodies of small forms, bounded.</summary>
public static class FormBody
{
    private const long LimitBytes = 1 << 20;

    private const int FieldCountMax = 64;

    /// <exception cref="ApiException">It is no such form, or too long.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > LimitBytes)
        {
            throw ApiException.TooLarge($"The form is longer than {LimitBytes} bytes.");
        }

        if (!context.Request.HasFormContentType)
        {
            throw ApiException.BadRequest("The body must be a form: content-type application/x-www-form-urlencoded.");
        }

        try
        {
            return await context.Request.ReadFormAsync(
                new FormOptions
                {
                    BufferBodyLengthLimit = LimitBytes,
                    MultipartBodyLengthLimit = LimitBytes,
                    ValueLengthLimit = (int)LimitBytes,
                    ValueCountLimit = FieldCountMax,
                },
                context.RequestAborted);
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException { StatusCode: 400 })
        {
            throw ApiException.BadRequest($"The form cannot be read: {exception.Message}");
        }
    }
}
