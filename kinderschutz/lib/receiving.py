"""Files in a request: nowhere taken but where a page asks for them, and never laid on a disk.

Django would write whatever is larger than a few megabytes into a temporary file, in the clear.
"""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.views.decorators.csrf import csrf_exempt, csrf_protect


class Nothing(FileUploadHandler):
    """Every page that does not ask for files: they are read past."""

    def new_file(self, *_: Any, **__: Any) -> None:
        """Skip it."""
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Never called."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Nothing was received."""


if TYPE_CHECKING:
    Uploaded = UploadedFile[Any]
else:
    Uploaded = UploadedFile


class Received(Uploaded):
    """A file in memory; `is_whole` is False where it was too large, then it is empty."""

    is_whole: bool = True


class InMemory(FileUploadHandler):
    """Keeps files in memory up to a size of each and of all; what is more is counted only."""

    def __init__(self, request: HttpRequest, *, most: int, most_together: int) -> None:
        super().__init__(request)
        self.most, self.left = most, most_together
        self.pieces: list[bytes] = []
        self.is_whole = True

    def new_file(self, *args: Any, **more: Any) -> None:
        """Begin with the next one."""
        super().new_file(*args, **more)
        self.pieces, self.is_whole = [], True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep it, or forget the file."""
        too_large = start + len(raw_data) > self.most or len(raw_data) > self.left
        if too_large and self.is_whole:
            self.left += sum(map(len, self.pieces))
            self.pieces, self.is_whole = [], False
        if self.is_whole:
            self.left -= len(raw_data)
            self.pieces.append(raw_data)

    def file_complete(self, file_size: int) -> Received:
        """The file, or that there was one."""
        found = Received(
            BytesIO(b"".join(self.pieces)), self.file_name, self.content_type, file_size
        )
        found.is_whole = self.is_whole
        return found


def receives_files(*, most: int, most_together: int) -> Callable[[Callable[..., Any]], Any]:
    """Mark a view that takes files. Its form is checked against forgery as any other's, but only
    after the handler has been put in place: the check reads the whole request.
    """

    def decorate(view: Callable[..., Any]) -> Any:
        checked = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def receiving(request: HttpRequest, *args: Any, **named: Any) -> Any:
            request.upload_handlers = [InMemory(request, most=most, most_together=most_together)]
            return checked(request, *args, **named)

        return receiving

    return decorate
