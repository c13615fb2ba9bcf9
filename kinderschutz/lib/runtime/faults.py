"""Why a start was refused."""


class PortalFault(Exception):
    """The portal cannot start or go on; the text is German and says what to do."""
