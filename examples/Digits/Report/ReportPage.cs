namespace Digits;
internal static class ReportPage { public static void Save(RunResult run, string path) { } }
