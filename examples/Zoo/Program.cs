using System.CommandLine;
using Zoo;

Argument<string?> name = new("network") { Description = "Show the layers of this network.", Arity = ArgumentArity.ZeroOrOne };
name.CompletionSources.Add(Catalog.All.Select(exhibit => exhibit.Info.Name).ToArray());
name.Validators.Add(result =>
{
    if (result.GetValueOrDefault<string?>() is { } given
        && !Catalog.All.Any(exhibit => string.Equals(exhibit.Info.Name, given, StringComparison.OrdinalIgnoreCase)))
        result.AddError($"There is no network \"{given}\"; the zoo has {string.Join(", ", Catalog.All.Select(exhibit => exhibit.Info.Name))}.");
});

RootCommand command = new(
    "The architectures of the course, each as one short file; all of them compiled while this program was built.") { name, DrawCommand.Create() };
command.SetAction(parsed =>
{
    if (parsed.GetValue(name) is { } given)
        Console.WriteLine(Catalog.All.First(exhibit => string.Equals(exhibit.Info.Name, given, StringComparison.OrdinalIgnoreCase)).Info);
    else ZooTable.Write();
});
return command.Parse(args).Invoke();
