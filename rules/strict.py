"""What every value of the book is made of: frozen models that know their keys, and words long enough to look for."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Term = Annotated[str, Field(min_length=2)]
Terms = Annotated[tuple[Term, ...], Field(min_length=1)]


class Model(BaseModel):
    """A part of a file of rules. An unknown key is an error, and nothing changes after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
