"""The content of files where it lies: sealed pieces in the database, each with the key of its file.

They are written and deleted in the transaction of the deed, so no file is left without its row and
no row without its file, whatever dies; the backup has them, sealed.
"""

from cases.models import Upload, UploadPiece
from kinderschutz.lib import file_seal, rows


def write(upload: Upload, content: bytes, *, is_clean: bool) -> None:
    """Seal the content in pieces under the key of the file."""
    sealed = file_seal.sealed_pieces(content, upload.key, place=_place(upload, is_clean))
    rows.insert(
        UploadPiece(
            upload=upload,
            concern_id=upload.concern_id,
            office_id=upload.office_id,
            is_clean=is_clean,
            number=number,
            sealed=piece,
        )
        for number, piece in enumerate(sealed)
    )


def read(upload: Upload, *, is_clean: bool) -> bytes:
    """The whole content. Raises UnreadableValue, also once the key of the case was destroyed."""
    pieces = upload.pieces.filter(is_clean=is_clean).order_by("number")
    sealed = [bytes(each) for each in pieces.values_list("sealed", flat=True)]
    return file_seal.opened(sealed, upload.key, place=_place(upload, is_clean))


def forget(upload: Upload, *, is_clean: bool) -> None:
    """Delete the content of one copy."""
    upload.pieces.filter(is_clean=is_clean).delete()


def _place(upload: Upload, is_clean: bool) -> str:
    return f"{upload.pk}|{'clean' if is_clean else 'as sent'}"
