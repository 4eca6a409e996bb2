using System.Text;
using Digits;

// Progress bars and digits are drawn with characters that some consoles show only as UTF-8.
Console.OutputEncoding = Encoding.UTF8;
Screen screen = new(Screen.Console(Console.Out, Console.IsOutputRedirected));

// On another thread: Ctrl-C reaches the token only once the command has been started asynchronously.
return await CommandLine.Create((options, cancellationToken) => Task.Run(() => Job.Run(options, screen, cancellationToken))).Parse(args).InvokeAsync();
