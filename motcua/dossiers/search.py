"""Find dossiers by what people type: half a number, a name without accents, words in any order."""

from django.db.models import Q

from motcua.dossiers.models import DossierQuerySet
from motcua.text import fold, nfc

# Nobody types more than this; what a machine sends beyond it is not read.
LONGEST_QUERY = 200
MOST_WORDS = 12


def words_of(text: str) -> list[str]:
    """The words to look for, folded as search keys are; half characters and control characters are dropped."""
    readable = nfc(text[:LONGEST_QUERY].encode("utf-8", "ignore").decode())
    return fold("".join(c if c.isprintable() else " " for c in readable)).split()[:MOST_WORDS]


def search(dossiers: DossierQuerySet, text: str) -> DossierQuerySet:
    """Those of the dossiers whose number, applicant or identifiers hold every word of the text.

    An empty text finds them all. Rights are not decided here: hand in what `visible_to` leaves.
    """
    rule = Q()
    for word in words_of(text):
        rule &= Q(search_key__contains=word)
    return dossiers.filter(rule)
