"""What a fee is, in a sentence of the reader's language."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from motcua.fees.charges import Line


def in_words(line: Line) -> str:
    """A line of a quote in the reader's language; what is not set yet is said so, never as free."""
    if line.is_free_by_law:
        return _("%(name)s: free by law") % {"name": line.name}
    if line.amount is None:
        said = _("%(name)s: not known yet: set by the provincial council") % {"name": line.name}
    elif line.quantity > 1 and line.rate is not None:
        parts = {"name": line.name, "n": line.quantity, "rate": number_format(line.rate)}
        said = _("%(name)s: %(n)s × %(rate)s đ = %(amount)s đ") % {**parts, "amount": number_format(line.amount)}
    else:
        said = _("%(name)s: %(amount)s đ") % {"name": line.name, "amount": number_format(line.amount)}
    if line.exempted is not None:
        who = {
            "said": said,
            "who": line.exempted.name,
            "share": line.exempted.share,
            "ground": line.exempted.ground,
        }
        said = _("%(said)s; exempt for %(share)s percent: %(who)s (%(ground)s)") % who
    return said
