"""The rows of a batch as one file to take along: Parquet, CSV, or the parts with their manifest; part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from sim.experiments.runs.manifest import PartEntry
from sim.experiments.runs.parts import sound
from sim.experiments.runs.rows import DRAWS
from sim.experiments.runs.store import MANIFEST, Folder, read_manifest

GROUP = 20_000
"""Rows of a group in the one Parquet file."""

PARQUET_ROW, CSV_ROW = 320, 300
"""Bytes of a row, roughly."""


def parts(folder: Path) -> list[PartEntry]:
    """Return the parts that are stored and whole, in the order of their runs."""
    found = Folder.journal_of(folder)
    return [found[job] for job in sorted(found) if sound(folder, found[job])]


def _tables(folder: Path, plain: bool) -> Iterator[pa.Table]:
    """The rows of each part; ``plain``: words as texts, and no lists."""
    for entry in parts(folder):
        # In this thread alone: one that is still starting when the process ends would abort it.
        data = pa.BufferReader((folder / entry.file).read_bytes())
        table = pq.read_table(data, use_threads=False, pre_buffer=False)
        table = table.replace_schema_metadata(None)
        if plain:
            table = table.drop_columns([f.name for f in table.schema if pa.types.is_list(f.type)])
            words = [pa.types.is_dictionary(field.type) for field in table.schema]
            kinds = zip(table.schema, words, strict=True)
            schema = pa.schema([field.with_type(pa.string()) if word else field for field, word in kinds])
            table = table.cast(schema)
        yield table


def as_table(folder: Path) -> pa.Table:
    """Return all rows in the order of their runs; there is at least one part."""
    return pa.concat_tables(_groups(_tables(folder, plain=False))).unify_dictionaries()


def as_parquet(folder: Path) -> bytes:
    """Return all rows as one Parquet file, whose footer holds the batch's plan."""
    plan = read_manifest(folder).plan.model_dump_json().encode()
    sink = io.BytesIO()
    writer: pq.ParquetWriter | None = None
    for table in _groups(_tables(folder, plain=False)):
        table = table.replace_schema_metadata({"hikiwake": plan})
        words = [name for name in table.column_names if name != DRAWS]
        writer = writer or pq.ParquetWriter(sink, table.schema, compression="zstd", use_dictionary=words)
        writer.write_table(table)
    if writer is not None:
        writer.close()
    return sink.getvalue()


def _groups(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in tables of some size: many small groups would make a file several times as large."""
    held: list[pa.Table] = []
    for table in tables:
        held.append(table)
        if sum(one.num_rows for one in held) >= GROUP:
            yield pa.concat_tables(held).unify_dictionaries()
            held = []
    if held:
        yield pa.concat_tables(held).unify_dictionaries()


def as_csv(folder: Path, *, comma: bool = False) -> bytes:
    """Return all rows as CSV in UTF-8; what was drawn is in it only where it has columns of its own.

    ``comma``: with decimal commas, semicolons and a byte-order mark, as spreadsheets want it where the comma is decimal.
    """
    sink = io.BytesIO("\ufeff".encode() if comma else b"")
    sink.seek(0, io.SEEK_END)
    for place, table in enumerate(_tables(folder, plain=True)):
        options = pa_csv.WriteOptions(
            include_header=place == 0, quoting_style="needed", delimiter=";" if comma else ","
        )
        pa_csv.write_csv(_with_commas(table) if comma else table, sink, options)
    return sink.getvalue()


def _with_commas(table: pa.Table) -> pa.Table:
    for place, field in enumerate(table.schema):
        if pa.types.is_floating(field.type):
            texts = pc.replace_substring(table.column(place).cast(pa.string()), ".", ",")
            table = table.set_column(place, field.name, texts)
    return table


def as_zip(folder: Path) -> bytes:
    """Return the parts as they are stored, with the manifest, as a ZIP file."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr(MANIFEST, (folder / MANIFEST).read_bytes())
        for entry in parts(folder):
            archive.writestr(entry.file, (folder / entry.file).read_bytes())
    return sink.getvalue()
