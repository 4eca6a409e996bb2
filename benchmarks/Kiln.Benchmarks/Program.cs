using BenchmarkDotNet.Running;
using Kiln.Benchmarks;

if (args is ["ledger"]) Ledger.Write();
else BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
