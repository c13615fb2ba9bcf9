"""Pictures, drawn anew: only the pixels stay, upright; where and with what they were taken goes.

Runs in the process that cleans, within its limits.
"""

from io import BytesIO

from pi_heif import register_heif_opener  # type: ignore[import-untyped]  # it has no types
from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError

from kinderschutz.lib.files.faults import Unacceptable

MOST_PIXELS = 40_000_000
QUALITY = 90
FORMATS = {"jpeg": "JPEG", "png": "PNG", "heic": "HEIF"}
SRGB = ImageCms.createProfile("sRGB")

register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = None  # the limit below is stricter, and is asked before anything is drawn


def warm_up() -> None:
    """Load whatever is loaded late."""
    Image.init()
    for form in ("JPEG", "PNG"):
        file = BytesIO()
        _written(Image.new("RGB", (2, 2)), form)
        Image.new("RGB", (2, 2)).save(file, form)
        with Image.open(BytesIO(file.getvalue())) as picture:
            picture.getexif()
            picture.load()


def cleaned(content: bytes, kind: str) -> tuple[bytes, list[str]]:
    """The picture as JPEG or PNG, and what was taken out of it. Raises Unacceptable."""
    try:
        with Image.open(BytesIO(content), formats=[FORMATS[kind]]) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise Unacceptable("too_many_pixels")
            changes = _found(picture)
            drawn = _drawn(picture, keeps_alpha=kind == "png")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as fault:
        raise Unacceptable("broken") from fault
    if kind == "heic":
        changes.append("converted")
    return _written(drawn, "PNG" if kind == "png" else "JPEG"), changes


def _found(picture: Image.Image) -> list[str]:
    """What people should know was in there: the place, or anything else beside the pixels."""
    exif = picture.getexif()
    if exif.get_ifd(ExifTags.IFD.GPSInfo):
        return ["location"]
    beside = {"comment", "xmp", "XML:com.adobe.xmp", "photoshop", "Author", "Comment"}
    return ["metadata"] if exif or beside & set(picture.info) else []


def _drawn(picture: Image.Image, *, keeps_alpha: bool) -> Image.Image:
    profile = picture.info.get("icc_profile")
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    has_alpha = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    mode = "RGBA" if keeps_alpha and has_alpha else "L" if picture.mode in {"1", "L"} else "RGB"
    drawn = picture if picture.mode == mode else _in_colours(picture, mode, profile)
    if profile and drawn.mode == "RGB" and picture.mode == "RGB":
        _to_srgb(drawn, profile)
    drawn.info = {}
    return drawn


def _in_colours(picture: Image.Image, mode: str, profile: bytes | None) -> Image.Image:
    if picture.mode == "CMYK" and profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            drawn = ImageCms.profileToProfile(picture, source, SRGB, outputMode="RGB")
        except ImageCms.PyCMSError:
            drawn = None
        if drawn is not None:
            return drawn
    if picture.mode.startswith("I;16"):
        return picture.point(lambda value: value / 256).convert("L").convert(mode)
    return picture.convert(mode)


def _to_srgb(drawn: Image.Image, profile: bytes) -> None:
    """Telephones take wider colours; a bruise should look the same without their profile."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        ImageCms.profileToProfile(drawn, source, SRGB, inPlace=True)
    except ImageCms.PyCMSError:
        return  # a profile that nobody understands changes nothing


def _written(drawn: Image.Image, form: str) -> bytes:
    file = BytesIO()
    if form == "JPEG":
        drawn.save(file, form, quality=QUALITY, exif=b"", icc_profile=None)
    else:
        drawn.save(file, form, exif=None, icc_profile=None)
    return file.getvalue()
