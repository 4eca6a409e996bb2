// Runs users' programs on data made here; each line says what came out, and the test judges it.
foreach (string name in args)
{
    (string Name, Func<string> Run) trial = Trials.All.Single(candidate => candidate.Name == name);
    Console.WriteLine(FormattableString.Invariant($"{trial.Name}: {trial.Run()}"));
}
