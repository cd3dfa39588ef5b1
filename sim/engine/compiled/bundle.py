"""Many arrays under one pointer: what compiled functions pass to each other instead of a hundred arguments.

Numba takes a tuple of arrays apart at every call, which makes a program of some sixty functions take minutes to
compile. A bundle is a table of addresses and lengths; ``bundle.field`` is an array again, of a kind that is fixed by
the field's annotation, so that one compilation serves games of every size. The arrays must outlive the table.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeAlias, get_args, get_type_hints

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import types
from numba.core import cgutils, errors
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_getattr_generic,
    models,
    register_model,
)
from numba.np.arrayobj import make_array, populate_array

Doubles: TypeAlias = npt.NDArray[np.float64]
Integers: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Words: TypeAlias = npt.NDArray[np.uint64]

F1: TypeAlias = Annotated[Doubles, "float64", 1]
F2: TypeAlias = Annotated[Doubles, "float64", 2]
I1: TypeAlias = Annotated[Integers, "int64", 1]
I2: TypeAlias = Annotated[Integers, "int64", 2]
B1: TypeAlias = Annotated[Flags, "bool", 1]
B2: TypeAlias = Annotated[Flags, "bool", 2]
S2: TypeAlias = Annotated[npt.NDArray[np.int8], "int8", 2]
U1: TypeAlias = Annotated[Words, "uint64", 1]
U2: TypeAlias = Annotated[Words, "uint64", 2]

_NUMBA = {
    "float64": types.float64,
    "int64": types.int64,
    "bool": types.boolean,
    "int8": types.int8,
    "uint64": types.uint64,
}
_WIDTH = 3


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def kind(of: type, name: str) -> str:
    """Return the type of a field's numbers, as its annotation says it."""
    return str(get_args(_hints(of)[name])[1])


class BundleType(types.Type):
    """Numba's type of a bundle: the class of its fields decides it."""

    def __init__(self, kind: type) -> None:
        """Remember the fields by name: place, type and number of dimensions (0: a whole number)."""
        self.fields: dict[str, tuple[int, Any, int]] = {}
        for place, (name, hint) in enumerate(_hints(kind).items()):
            arguments = get_args(hint)
            dtype, ndim = (_NUMBA[arguments[1]], arguments[2]) if arguments else (types.int64, 0)
            self.fields[name] = (place, dtype, ndim)
        # Numba puts the name into that of every compiled function; its cache must tell bundles of other fields apart.
        digest = hashlib.sha256(repr(self.fields).encode()).hexdigest()[:12]
        super().__init__(name=f"{kind.__name__}{digest}")

    def kind_of(self, name: str) -> Any:
        """Return the Numba type of a field."""
        _, dtype, ndim = self.fields[name]
        return types.Array(dtype, ndim, "C") if ndim else dtype


@register_model(BundleType)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: BundleType) -> None:
        super().__init__(manager, kind, ir.IntType(64).as_pointer())


@infer_getattr
class _Fields(AttributeTemplate):
    key = BundleType

    def generic_resolve(self, kind: BundleType, name: str) -> Any:
        if name not in kind.fields:
            raise errors.NumbaAttributeError(f"a bundle has no field {name}")
        return kind.kind_of(name)


@lower_getattr_generic(BundleType)
def _field(context: Any, builder: Any, kind: BundleType, value: Any, name: str) -> Any:
    place, dtype, ndim = kind.fields[name]

    def entry(offset: int) -> Any:
        at = builder.gep(value, [ir.Constant(ir.IntType(64), place * _WIDTH + offset)])
        return builder.load(at)

    if ndim == 0:
        return entry(0)
    arytype = types.Array(dtype, ndim, "C")
    array = make_array(arytype)(context, builder)
    data = builder.inttoptr(entry(0), context.get_data_type(dtype).as_pointer())
    size = context.get_abi_sizeof(context.get_data_type(dtype))
    shape = [entry(1 + d) for d in range(ndim)]
    item = ir.Constant(ir.IntType(64), size)
    strides = [builder.mul(item, shape[1]), item] if ndim == 2 else [item]
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=item, meminfo=None)
    return array._getvalue()


def opener(kind: type) -> Any:
    """Return the compiled function that makes a bundle of a class out of its `table`."""
    bundle = BundleType(kind)

    @intrinsic
    def opened(typingctx: Any, table: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            array = cgutils.create_struct_proxy(signature.args[0])(context, builder, value=arguments[0])
            return builder.bitcast(array.data, ir.IntType(64).as_pointer())

        return bundle(types.Array(types.int64, 1, "C")), code

    return opened


def table(fields: NamedTuple) -> Any:
    """Return addresses and lengths of all fields, three whole numbers each.

    Raises `TypeError` for an array that is not of the annotated kind: compiled code would misread it.
    """
    hints = _hints(type(fields))
    rows = np.zeros((len(hints), _WIDTH), dtype=np.int64)
    for place, (name, hint) in enumerate(hints.items()):
        value, arguments = getattr(fields, name), get_args(hint)
        if not arguments:
            rows[place, 0] = int(value)
            continue
        if str(value.dtype) != arguments[1] or value.ndim != arguments[2] or not value.flags.c_contiguous:
            raise TypeError(f"{name} is {value.dtype}, {value.ndim}-dimensional, but must be {arguments[1:]}")
        rows[place] = [value.ctypes.data, *value.shape, *[0] * (2 - value.ndim)]
    return rows.reshape(-1)
