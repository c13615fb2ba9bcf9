"""`python -m kinderschutz.lib.probe [PATH]`: exit code 0 when the web server here answers with 200.

For the health check of a container, where nothing else speaks HTTP. It asks as the proxy would.
"""

import http.client
import os
import sys
from urllib.parse import urlsplit

SECONDS = 5


def answers(port: int, path: str, host: str) -> bool:
    """Whether the answer to a GET is 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", path, headers={"Host": host, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    asked = sys.argv[1] if len(sys.argv) > 1 else "/readyz"
    sys.exit(
        not answers(
            int(os.environ.get("PORT") or 8000),
            asked,
            urlsplit(os.environ.get("PUBLIC_URL", "")).netloc or "localhost",
        )
    )
