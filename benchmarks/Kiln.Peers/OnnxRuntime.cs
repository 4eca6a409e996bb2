using System.Runtime.InteropServices;
using System.Text;

namespace Kiln.Peers;

/// <summary>
/// ONNX Runtime's C API: a table of function pointers whose order never changes (onnxruntime_c_api.h, struct OrtApi).
/// Only the entries that a timed run needs are named here.
/// </summary>
internal sealed unsafe class OnnxRuntime
{
    private const uint ApiVersion = 16;
    private const int GetErrorMessage = 2, CreateEnv = 3, ReleaseStatus = 93;

    private readonly nint* table;

    public OnnxRuntime(string libraryPath)
    {
        nint library = NativeLibrary.Load(libraryPath);
        var getBase = (delegate* unmanaged[Cdecl]<ApiBase*>)NativeLibrary.GetExport(library, "OrtGetApiBase");
        ApiBase* apiBase = getBase();
        Version = Marshal.PtrToStringUTF8(apiBase->GetVersionString()) ?? "";
        table = apiBase->GetApi(ApiVersion);
        if (table == null)
        {
            throw new PeerException($"ONNX Runtime {Version} at {libraryPath} does not offer version {ApiVersion} of its C API; install a newer onnxruntime-node.");
        }

        nint environment;
        fixed (byte* name = "peers\0"u8)
        {
            Check(((delegate* unmanaged[Cdecl]<int, byte*, nint*, nint>)table[CreateEnv])(LogWarnings, name, &environment));
        }

        Environment = environment;
    }

    private const int LogWarnings = 2;

    public string Version { get; }

    public nint Environment { get; }

    public nint Function(int index) => table[index];

    public void Check(nint status)
    {
        if (status == 0)
        {
            return;
        }

        string message = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint, nint>)table[GetErrorMessage])(status)) ?? "";
        ((delegate* unmanaged[Cdecl]<nint, void>)table[ReleaseStatus])(status);
        throw new PeerException($"ONNX Runtime says: {message}");
    }

    public static byte[] Text(string value) => Encoding.UTF8.GetBytes(value + "\0");

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ApiBase
    {
        public readonly delegate* unmanaged[Cdecl]<uint, nint*> GetApi;
        public readonly delegate* unmanaged[Cdecl]<nint> GetVersionString;
    }
}
