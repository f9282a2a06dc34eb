"""First part: the district with its desk and offices, and its communes."""

from motcua.demo import district
from motcua.demo.stage import FOUNDED_AT, Stage, open_month
from motcua.organisation.establish import NewUnit, establish
from motcua.organisation.models import Kind, Level


def play(stage: Stage) -> None:
    """Establish the units, in force from the first day of 2018. The district is the unit `""` of the stage."""
    open_month(FOUNDED_AT)
    founding = {**stage.founding, "ground": "DECISION"}
    whole = NewUnit(
        district.DISTRICT_CODE,
        district.DISTRICT_NAME,
        Kind.ADMINISTRATION,
        Level.DISTRICT,
        number_prefix=district.DISTRICT_PREFIX,
    )
    [top] = establish([whole], **founding)
    new = {
        district.DESK: NewUnit(district.DESK_CODE, district.DESK_NAME, Kind.ONE_STOP, Level.DISTRICT, top),
        **{o.key: NewUnit(o.code, o.name, o.kind, Level.DISTRICT, top) for o in district.OFFICES},
        **{
            c.key: NewUnit(
                c.code, c.committee, Kind.ADMINISTRATION, Level.COMMUNE, top, district.commune_prefix(place)
            )
            for place, c in enumerate(district.COMMUNES)
        },
    }
    stage.units = {"": top, **dict(zip(new, establish(list(new.values()), **founding), strict=True))}
