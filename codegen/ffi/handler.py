"""C that XLA can call: a handler of its foreign function interface around an array kernel.

Only the C interface ``xla/ffi/api/c_api.h`` is used, which JAX ships and keeps stable, so that a
C compiler is enough. A handler is first asked for the version that it was compiled with. While a
kernel runs the floating-point environment is C's default, so that it gives the verified bits.
"""

from __future__ import annotations

_HANDLER = """\
{kernel}
#include <fenv.h>
#include "xla/ffi/api/c_api.h"

static XLA_FFI_Error *refused(const XLA_FFI_Api *api, const char *message)
{{
    XLA_FFI_Error_Create_Args error = {{
        .struct_size = XLA_FFI_Error_Create_Args_STRUCT_SIZE,
        .message = message,
        .errc = XLA_FFI_Error_Code_INVALID_ARGUMENT,
    }};
    return api->XLA_FFI_Error_Create(&error);
}}

static void describe(XLA_FFI_Metadata *metadata)
{{
    metadata->api_version.major_version = XLA_FFI_API_MAJOR;
    metadata->api_version.minor_version = XLA_FFI_API_MINOR;
    metadata->traits = 0;
}}

static size_t size_of(const XLA_FFI_Buffer *buffer)
{{
    size_t size = 1;
    for (int64_t k = 0; k < buffer->rank; ++k)
        size *= (size_t)buffer->dims[k];
    return size;
}}

XLA_FFI_Error *{handler}(XLA_FFI_CallFrame *frame)
{{
    XLA_FFI_Extension_Base *extension = frame->extension_start;
    for (; extension != NULL; extension = extension->next) {{
        if (extension->type == XLA_FFI_Extension_Metadata) {{
            describe(((XLA_FFI_Metadata_Extension *)extension)->metadata);
            return NULL;
        }}
    }}
    if (frame->args.size != 1 || frame->rets.size != 1)
        return refused(frame->api, "{handler} takes one array and returns one");
    const XLA_FFI_Buffer *in = frame->args.args[0];
    const XLA_FFI_Buffer *out = frame->rets.rets[0];
    if (in->dtype != XLA_FFI_DataType_F32 || out->dtype != XLA_FFI_DataType_F32)
        return refused(frame->api, "{handler} computes in float32");
    if (size_of(in) != size_of(out))
        return refused(frame->api, "{handler} is elementwise: the shapes have to be the same");
    fenv_t kept; /* XLA's threads take subnormal numbers for zero */
    fegetenv(&kept);
    fesetenv(FE_DFL_ENV);
    {entry}(in->data, out->data, size_of(in));
    fesetenv(&kept);
    return NULL;
}}
"""


def handler_source(kernel: str, entry: str, handler: str) -> str:
    """A translation unit with an XLA handler.

    Args:
        kernel: C that defines ``entry``.
        entry: ``void entry(const float *, float *, size_t)``.
        handler: The handler's name.
    """
    return _HANDLER.format(kernel=kernel, entry=entry, handler=handler)
