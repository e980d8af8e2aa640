"""After an erasure: what was blanked leaves the pages of the files too, where a dump would still find it."""

import logging
from collections.abc import Collection

from callcentre.domain.errors import StoreFault
from callcentre.store.exchange.sql import run
from callcentre.store.store import Store

_log = logging.getLogger(__name__)


def forget(store: Store, digests: Collection[str]) -> None:
    """Lets go of the bytes of attached files that no row speaks of any more, and writes the data file anew.

    Rows that were blanked stand in free pages of the file until then. Where the disk has no room for
    that they stay there, encrypted, until the next backup is restored or the next erasure.
    """
    if digests and store.blobs.is_there:
        with store.reading() as session:
            gone = [digest for digest in digests if not run(session, "SELECT 1 FROM attachment WHERE sha256=?", digest)]
        store.blobs.forget(gone)
    try:
        store.rebuild()
    except StoreFault as fault:
        _log.warning("the data file was not written anew after an erasure: %s", fault.code)
