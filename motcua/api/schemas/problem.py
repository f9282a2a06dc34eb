"""The shape of a problem, for the OpenAPI document."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class WrongValue(BaseModel):
    """A value that is not accepted: where it stands, and what to write instead."""

    pointer: Annotated[
        str | None, Field(description="JSON pointer into the body (RFC 6901).", examples=["#/applicant/name"])
    ] = None
    parameter: Annotated[str | None, Field(description="Name of a parameter of the address.")] = None
    detail: str


class ProblemDetails(BaseModel):
    """What went wrong (RFC 9457), in the language that Accept-Language asks for."""

    model_config = ConfigDict(extra="allow")

    type: Annotated[str, Field(description="The kind of problem; it leads to its explanation.")]
    title: str
    status: int
    detail: Annotated[str, Field(description="One sentence that says what to do.")]
    code: Annotated[str | None, Field(description="Of an act that was refused: the refusal's code.")] = None
    happened: Annotated[
        list[str] | None, Field(description="Of a dossier that has moved on: what happened meanwhile.")
    ] = None
    errors: Annotated[list[WrongValue] | None, Field(description="The values that are not accepted.")] = None
